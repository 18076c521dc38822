// How a write session takes back one step of a transaction without paying for it in every step.
// A savepoint copies each page that is written after it, and almost no step fails after it has written. So
// WriteSession::attempt() sets none at first. When a step fails that has written, it throws AttemptAgain: whoever runs
// the transaction rolls it back and runs all its steps again, and in that second run each has its savepoint. A step
// must therefore be fit to run twice: what it leaves in memory is overwritten by the second run.
#pragma once

namespace bihuan::runtime {

// No std::exception: nothing is wrong.
struct AttemptAgain {};

}  // namespace bihuan::runtime

// Waits for the signals that a server lives by. Call block_signals() before any thread is started.
#pragma once

namespace bihuan::http {

enum class Signal { stop, reload };

// SIGINT, SIGTERM and SIGHUP reach nobody but wait_for_signal(); SIGPIPE is ignored.
void block_signals();

// Blocks until one comes: SIGHUP means reload, the others stop.
[[nodiscard]] Signal wait_for_signal();

}  // namespace bihuan::http

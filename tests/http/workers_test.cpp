#include "web/http/workers.h"

#include <atomic>
#include <memory>
#include <thread>

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("the workers end after what is waited for elsewhere", "[workers][threads]") {
  http::Workers* workers = nullptr;
  std::atomic<bool> held = false, released = false, in_order = false;
  std::thread owner([&] {
    http::Workers own(1, 4);
    own.hold();
    workers = &own;
    held = true;
    held.notify_all();
  });
  held.wait(false);
  std::thread ender([&] {
    released = true;
    workers->release();
  });
  owner.join();
  in_order = released.load();
  ender.join();
  CHECK(in_order);
}

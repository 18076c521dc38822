#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.h"

int main(int argc, char** argv) {
  Catch::Session session;
  return session.run(argc, argv);
}

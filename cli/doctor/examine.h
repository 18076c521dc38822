// What `bihuan doctor` knows of an installation, and what it says about it. Values and a pure function: the facts are
// gathered elsewhere (gather.h), so that every judgement can be tested.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/problem.h"

namespace bihuan::doctor {

using Millis = std::int64_t;

struct Facts {
  Millis now = 0;          // by the clock the server goes by
  Millis machine_now = 0;  // by the machine's: certificates and backups know no other
  int year = 1970;         // of `now` at the office
  int month = 1;           // of `now` at the office, 1 to 12
  bool demonstration = false;

  Problems configuration;  // what is wrong in it

  std::string data;
  bool data_exists = false, data_writable = false, data_open_to_others = false;

  std::string key_file;
  std::optional<Error> keys;        // why they cannot be used
  bool keys_inside_data = false;    // then a copy of the data folder is a copy of the keys
  std::optional<bool> keys_belong;  // signed the newest checkpoint; none: no checkpoint yet, or no keys

  std::optional<Error> database;  // why it cannot be used; with it nothing below is known but disk and TLS
  int schema = 0;
  std::int64_t cases = 0;
  bool administrators = false;          // all three have a person
  std::set<int> announced;              // years whose days off are known
  std::optional<Millis> newest_record;  // of cases and of the log
  std::optional<Millis> next_timer;     // when the next one is due
  std::int64_t dead_letters = 0;        // messages that were given up
  std::optional<Millis> last_backup;

  std::int64_t free_bytes = 0;      // where the data lie
  std::int64_t database_bytes = 0;  // with its write-ahead log

  bool zone_known = true;            // the machine has time zone data
  std::optional<bool> synchronised;  // the machine's clock follows a time server; none: it does not say

  bool loopback = true;              // listens on this machine alone
  bool tls = false;                  // configured
  std::optional<Error> certificate;  // why it cannot be used
  std::optional<Millis> certificate_ends;

  bool pdf = false;  // LibreOffice is there
};

enum class Level { good, warning, failure };

// `code` is a key of the catalogues with its hint, like an Error's.
struct Finding {
  std::string check;  // "configuration", "data", "keys", ...
  Level level = Level::good;
  Error what;
};

struct Limits {
  int backup_days = 2;  // an older backup is a warning
};

// One finding or more a check, in the order in which one would mend them.
[[nodiscard]] std::vector<Finding> examine(const Facts& facts, const Limits& limits);

[[nodiscard]] const char* name_of(Level level);  // "ok", "warning", "failure"

}  // namespace bihuan::doctor

// Time zones by name (IANA data of the system). The process's own TZ plays no part.
// Immutable; share freely between threads. An unknown name is a Result; a machine without zone data throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/calendar/date.h"
#include "engine/calendar/ledger.h"

namespace date {
class time_zone;
}

namespace bihuan::calendar {

// A point of local time: the civil day and the milliseconds since its midnight, 0 to 86,399,999.
struct LocalTime {
  Date date;
  std::int64_t ms = 0;
  bool operator==(const LocalTime&) const = default;
};

class Zone {
 public:
  [[nodiscard]] static Result<Zone> find(const std::string& name);  // zone_unknown
  [[nodiscard]] static Zone utc();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] LocalTime to_local(Millis instant) const;
  // A local time that the clocks leave out becomes the instant of the jump; one that comes twice, its first.
  // `ms` may be 24 h: the midnight that ends the day.
  [[nodiscard]] Millis to_instant(const LocalTime& local) const;
  [[nodiscard]] Millis midnight_after(Date date) const { return to_instant({date + 1, 0}); }

  // "2022-06-01T09:00:00+08:00", with ".250" when there are milliseconds.
  [[nodiscard]] std::string format(Millis instant) const;
  // "2022-06-01", "2022-06-01T09:00", "…:30", "….250": local here unless it ends in Z or an offset.
  [[nodiscard]] std::optional<Millis> parse(std::string_view text) const;

 private:
  Zone(std::string name, const date::time_zone* zone);
  [[nodiscard]] std::int64_t to_local_ms(Millis instant) const;

  std::string name_;
  const date::time_zone* zone_;  // owned by the time zone library for the life of the program; null: UTC
  // The span around 2020 in which the zone kept one offset from UTC: in China all time since 1991.
  Millis kept_from_ = 0, kept_to_ = 0;
  std::int64_t kept_offset_ = 0;  // in milliseconds
};

}  // namespace bihuan::calendar

// The district of the demonstration year, read from cli/demo/district.yaml. A value; share freely.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/people.h"

namespace bihuan::cli::demo {

struct DistrictUnit {
  core::Unit unit;
  double lat = 0, lon = 0;  // WGS-84 degrees
  double share = 1;         // of the cases
};

struct District {
  core::Unit bureau;
  std::vector<DistrictUnit> units;
  std::map<std::string, std::vector<std::string>> subjects;  // by type
  std::string detail;
  std::map<std::string, std::vector<std::string>> phrases;  // of text fields, by their id
  std::vector<std::string> texts, sites, villages;
  std::map<std::string, double> rests;    // days after an event in which nothing follows
  std::vector<std::string> once;          // events that nobody repeats
  std::map<std::string, double> weights;  // of events
  std::map<std::string, std::vector<std::pair<std::string, double>>> shares;  // of the choices of a field, by its id
};

// The file travels in the program; a mistake in it is our own bug (std::logic_error).
[[nodiscard]] District read_district();

// One person a role, at each unit where the role is held there, and the grid members. Names are titles with numbers.
struct Staff {
  std::vector<core::Person> persons;
  std::vector<core::RoleAssignment> roles;
};
[[nodiscard]] Staff make_staff(const District& district, core::Millis from);

}  // namespace bihuan::cli::demo

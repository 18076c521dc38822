#include "cli/demo_command.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/demo/player.h"
#include "cli/demo_clock.h"
#include "cli/language.h"
#include "engine/base/catalogue.h"
#include "web/api/auth/auth.h"

namespace bihuan::cli {
namespace {

struct DemoArguments {
  FolderArguments folder;
  std::uint64_t seed = 1;
  double scale = 1;
};

// Twelve characters of four kinds, from the machine's source of chance.
std::string random_password() {
  static constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string password;
  for (int i = 0; i < 12; ++i) password += letters[randombytes_uniform(letters.size())];
  return password + "-a7K";
}

Result<void> put_organisation(Office& office, const demo::District& district, const demo::Staff& staff) {
  return office.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    session.directory().put_unit(district.bureau);
    for (const auto& each : district.units) session.directory().put_unit(each.unit);
    for (const auto& person : staff.persons) session.directory().put_person(person);
    for (const auto& role : staff.roles) session.directory().add_role(role);
    return {};
  });
}

// One sign-in a role, in a file that only its owner can read.
Result<void> make_sign_ins(Office& office, const runtime::Clock& clock, const std::string& path) {
  static constexpr std::pair<const char*, const char*> shown[] = {{"clerk", "clerk1"},
                                                                  {"leader", "leader1"},
                                                                  {"command_room", "command1"},
                                                                  {"acceptance", "acceptance1"},
                                                                  {"handler", "jinping_handler"},
                                                                  {"unit_leader", "jinping_leader"},
                                                                  {"grid_member", "jinping_grid1"},
                                                                  {"system_admin", "sysadmin"},
                                                                  {"security_admin", "secadmin"},
                                                                  {"audit_admin", "auditor"}};
  api::Auth auth(*office.folder.store, *office.writer, *office.folder.sealing, clock,
                 [&office] { return office.cases->organisation(); }, {});
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
  if (file < 0) return Error("file_unwritable", {{"file", path}});
  std::string lines;
  for (const auto& [role, person] : shown) {
    const auto password = random_password();
    if (auto set = auth.set_password(person, password, false); !set) {
      ::close(file);
      return set;
    }
    const auto* known = office.cases->organisation()->person(person);
    lines += std::string(role) + "\t" + person + "\t" + password + "\t" + (known == nullptr ? "" : known->name) + "\n";
  }
  const bool whole = ::write(file, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size());
  ::close(file);
  if (!whole) return Error("file_unwritable", {{"file", path}});
  return {};
}

int make_demo(const DemoArguments& arguments) {
  namespace fs = std::filesystem;
  const std::string& path = arguments.folder.data;
  if (fs::exists(path) && !fs::is_empty(path)) return print_error(Error("demonstration_exists", {{"path", path}}));
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  demo::Plan plan;
  plan.from = *zone->parse("2021-01-01T09:00");
  plan.to = *zone->parse("2022-12-30T10:00");
  plan.seed = arguments.seed;
  plan.scale = arguments.scale;
  demo::VirtualClock clock(plan.from);
  auto opened = open_office(arguments.folder, clock, {});
  if (!opened) return print_error(opened.error());
  Office& office = **opened;
  const auto district = demo::read_district();
  const auto staff = demo::make_staff(district, plan.from - 86'400'000);
  if (auto put = put_organisation(office, district, staff); !put) return print_error(put.error());
  int shown = -1;
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto cases = demo::play(office, clock, district, staff, plan, [&](double share) {
    const int percent = static_cast<int>(share * 100);
    if (terminal && percent != shown) std::cerr << "\r" << (shown = percent) << " %" << std::flush;
  });
  if (terminal) std::cerr << "\r      \r";
  const std::string file = path + "/sign-ins.txt";
  if (auto made = make_sign_ins(office, clock, file); !made) return print_error(made.error());
  keep_demo_time(path, plan.to, runtime::SystemClock().now());
  std::cout << text(language_of_terminal(), "demonstration_made", {{"cases", std::to_string(cases)}, {"file", file}})
            << "\n";
  return 0;
}

}  // namespace

void add_demo_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<DemoArguments>();
  auto* command = app.add_subcommand("demo", "Fill a new data folder with a demonstration of two years");
  arguments->folder.add_to(*command);
  command->add_option("--seed", arguments->seed, "The same seed gives the same cases")->capture_default_str();
  command->add_option("--scale", arguments->scale, "More or fewer cases: 1 is about 4,000")
      ->check(CLI::Range(0.001, 1000.0))
      ->capture_default_str();
  command->callback([arguments, &exit_code] { exit_code = make_demo(*arguments); });
}

}  // namespace bihuan::cli

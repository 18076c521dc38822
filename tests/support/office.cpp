#include "tests/support/office.h"

#include <unistd.h>

#include <filesystem>

#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "engine/runtime/verify.h"

namespace bihuan::test {
namespace {

using expression::Value;

std::string fresh_folder() {
  static std::atomic<int> number = 0;
  const auto path = std::filesystem::temp_directory_path() /
                    ("bihuan-office-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path.string();
}

// A definition by its folder. Loading takes longer than a test should: once a program.
Result<runtime::DefinitionPtr> shipped(const std::string& id) {
  static std::mutex mutex;
  static std::map<std::string, runtime::DefinitionPtr> loaded;
  std::lock_guard lock(mutex);
  auto& definition = loaded[id];
  if (definition == nullptr) definition = definition::load_shipped(id).definition;
  if (definition == nullptr) return Error("unknown_definition", {{"hash", id}});
  return definition;
}

// The same keys for every office of a program, so that a reopened folder opens.
const runtime::Keys& office_keys() {
  static const runtime::Keys keys = [] {
    runtime::Keys made;
    made.seal.fill(1);
    made.blind.fill(2);
    made.request.fill(3);
    made.checkpoints.fill(4);
    return made;
  }();
  return keys;
}

}  // namespace

Office::Office(OfficeOptions options) : options_(std::move(options)) {
  temporary_ = options_.folder.empty();
  if (temporary_) options_.folder = fresh_folder();
  for (const auto& text : options_.texts) {
    const auto loaded = definition::load(text, "own.yaml", {.checks = false});
    if (loaded.definition == nullptr) throw std::runtime_error(to_text(loaded.problems.at(0), "en"));
    own_.push_back(loaded.definition);
  }
  open();
}

Office::~Office() {
  close();
  if (temporary_) std::filesystem::remove_all(options_.folder);
}

void Office::close() {
  service.reset();
  writer.reset();
  definitions.reset();
  store.reset();
  blobs.reset();
}

void Office::open() {
  store =
      sqlite::SqliteStore::open(
          {.path = options_.folder + "/bihuan.db", .vfs = options_.vfs, .writer_cache_kib = options_.writer_cache_kib})
          .value();
  blobs = std::make_unique<files::BlobStore>(options_.folder + "/attachments");
  sealing = std::make_unique<runtime::Sealing>(office_keys());
  definitions = std::make_unique<runtime::Definitions>(
      *store,
      [this](const runtime::StoredDefinition& stored) -> Result<runtime::DefinitionPtr> {
        for (const auto& definition : all_definitions()) {
          if (definition->hash == stored.hash) return definition;
        }
        return Error("unknown_definition", {{"hash", stored.hash}});
      },
      [this](std::string_view name, const std::vector<runtime::StoredCalendarYear>&) {
        return other_calendar ? other_calendar : calendar::shipped_calendar(std::string(name)).value();
      });
  writer = std::make_unique<runtime::Writer>(*store, runtime::Writer::Options{.queue_limit = options_.queue_limit});
  set_up();
  service = std::make_unique<runtime::CaseService>(*store, *writer, *definitions, *sealing, clock, service_options);
}

std::vector<runtime::DefinitionPtr> Office::all_definitions() const {
  auto all = own_;
  for (const auto& folder : options_.workflows) all.push_back(shipped(folder).value());
  return all;
}

void Office::set_up() {
  if (!store->read()->directory().units().empty()) return;
  const auto done = writer->run([&](runtime::WriteSession& session) -> Result<bool> {
    auto& directory = session.directory();
    directory.put_unit({"bureau", "生态环境分局", "bureau", "", 0, {}});
    directory.put_person({"clerk", "甲", "bureau", "", "", true});
    directory.put_person({"leader", "乙", "bureau", "", "", true});
    directory.put_person({"command", "丙", "bureau", "", "", true});
    directory.put_person({"acceptance", "丁", "bureau", "", "", true});
    directory.add_role({"clerk", "clerk", "bureau", 0, {}});
    directory.add_role({"leader", "leader", "bureau", 0, {}});
    directory.add_role({"command", "command_room", "bureau", 0, {}});
    directory.add_role({"acceptance", "acceptance", "bureau", 0, {}});
    for (const std::string unit : {"jinping", "xikou", "shangtian"}) {
      directory.put_unit({unit, unit, "street", "bureau", 0, {}});
      for (const std::string role : {"handler", "unit_leader", "grid_member"}) {
        const auto person = role + "-" + unit;
        directory.put_person({person, person, unit, "", "", true});
        directory.add_role({person, role, unit, 0, {}});
      }
    }
    for (const auto& definition : all_definitions()) {
      session.records().put_definition({definition->hash, definition->id, definition->title, definition->effective_from,
                                        definition->effective_to, definition->source, 0, "system", true});
    }
    return true;
  });
  if (!done) throw std::runtime_error("the office could not be set up: " + done.error().message());
}

runtime::Request Office::request(const std::string& person, std::int64_t case_id, core::CommandBody body,
                                 const std::string& request_id) const {
  runtime::Request request;
  request.person = person;
  request.command = {request_id, case_id, std::nullopt, std::move(body)};
  return request;
}

Result<runtime::Reply> Office::file_report(const std::string& person, const std::string& request_id) {
  core::FileCase filing;
  filing.workflow = "grid-report";
  filing.fields = report_fields();
  return service->execute(request(person, 0, std::move(filing), request_id));
}

Result<runtime::Reply> Office::fire(const std::string& person, std::int64_t case_id, const std::string& event,
                                    core::FieldValues data, const std::string& request_id) {
  return service->execute(request(person, case_id, core::FireEvent{event, std::move(data)}, request_id));
}

runtime::StoredCase Office::stored(std::int64_t case_id) {
  return service->open(case_id, runtime::Visibility{.all = true}).value();
}

std::string Office::verified() {
  const auto report = runtime::verify({*store, *definitions, sealing.get(), blobs.get(), {}});
  std::string text;
  for (const auto& finding : report.findings) {
    text += finding.place + ": " + finding.code + " " + finding.detail + "\n";
  }
  return text;
}

Value place(double lat, double lon, const std::string& text) {
  return Value::record({{"text", Value::string(text)},
                        {"lat", Value::floating(lat)},
                        {"lon", Value::floating(lon)},
                        {"unit", Value::string("shangtian")},
                        {"grid", Value::string("")}});
}

core::FieldValues report_fields(const std::string& subject, const std::string& summary) {
  return {{"subject", Value::string(subject)},   {"summary", Value::string(summary)},
          {"class", Value::string("秸秆焚烧")},  {"types", Value::list({Value::string("大气")})},
          {"place", place(29.6, 121.4)},         {"urgency", Value::string("一般")},
          {"on_the_spot", Value::boolean(false)}};
}

Value random_value(const core::Field& field, std::mt19937& random) {
  const auto pick = [&](const std::vector<std::string>& of) {
    return of.empty() ? Value::string("x") : Value::string(of[random() % of.size()]);
  };
  static const std::vector<std::string> units = {"jinping", "xikou", "shangtian"};
  switch (field.type) {
    case core::FieldType::choice:
      return pick(field.of);
    case core::FieldType::choices:
      return Value::list({pick(field.of)});
    case core::FieldType::integer:
    case core::FieldType::money:
      return Value::integer(static_cast<std::int64_t>(field.min.value_or(1)) + static_cast<std::int64_t>(random() % 3));
    case core::FieldType::number:
      return Value::floating(field.min.value_or(1.0));
    case core::FieldType::date:
    case core::FieldType::time:
      return Value::timestamp({1'654'444'800, 0});  // 2022-06-06T00:00 in Shanghai
    case core::FieldType::yes_no:
      return Value::boolean(random() % 2 == 0);
    case core::FieldType::place:
      return place(29.6 + static_cast<double>(random()) / 4.3e10, 121.4 + static_cast<double>(random()) / 4.3e10);
    case core::FieldType::unit:
      return pick(units);
    case core::FieldType::person:
      return Value::string("clerk");
    case core::FieldType::photos:
    case core::FieldType::files:
      return Value::list({Value::string("p1")});
    case core::FieldType::table: {
      std::vector<std::pair<std::string, Value>> row;
      for (const auto& column : field.columns) row.emplace_back(column.id, random_value(column, random));
      return Value::list({Value::record(std::move(row))});
    }
    case core::FieldType::text:
    case core::FieldType::long_text:
      break;
  }
  static const std::vector<std::string> words = {"夜间施工噪声", "河道发黑", "油烟扰民", "已整改到位",
                                                 "联系 13800001111"};
  return pick(words);
}

}  // namespace bihuan::test

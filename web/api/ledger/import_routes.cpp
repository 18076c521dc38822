// Imports step by step: upload → mapping and check → run → result. Each answers the import as it stands.
#include "web/api/ledger/import_routes.h"

#include <boost/json/array.hpp>

#include "engine/ledger/case_import.h"
#include "engine/ledger/directory_import.h"
#include "web/api/ledger/import_desk.h"
#include "web/api/ledger/import_view.h"
#include "web/api/respond.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using Desk = std::shared_ptr<ImportDesk>;

// A short piece of work is answered when it is through; a long one is asked for again.
constexpr std::chrono::milliseconds check_patience{4000}, run_patience{1000};
constexpr std::size_t longest_name = 200;

std::string query_text(const Request& request, std::string_view name) {
  return std::string(request.query_text(name).value_or(std::string_view{}));
}

Response shown(const Desk& desk, const ImportJob& job, const Request& request, int status = 200) {
  return http::json_response(import_view(desk->services(), job, request.language, true), status);
}

class UploadSink final : public http::BodySink {
 public:
  explicit UploadSink(Desk desk) : desk_(std::move(desk)) {}

  Result<void> write(std::string_view bytes) override {
    if (bytes_.size() + bytes.size() > ledger::max_file_bytes) {
      return Error("ledger_file_too_large", {{"limit", std::to_string(ledger::max_file_bytes >> 20U)}});
    }
    bytes_.append(bytes);
    return {};
  }

  Response finish(const Request& request) override {
    ImportDesk::Wanted wanted;
    wanted.name = query_text(request, "name").substr(0, longest_name);
    wanted.workflow = query_text(request, "workflow");
    wanted.profile = query_text(request, "profile");
    wanted.sheet = query_text(request, "sheet");
    wanted.datum = query_text(request, "datum");
    wanted.kind = profile_kind_of(query_text(request, "kind")).value_or(ledger::ProfileKind::cases);
    if (wanted.kind != ledger::ProfileKind::cases) wanted.workflow.clear();
    auto job = desk_->open(request.principal.person, std::move(bytes_), wanted);
    return job ? shown(desk_, **job, request, 201) : refuse(request, job.error());
  }

 private:
  Desk desk_;
  std::string bytes_;
};

Result<void> take_texts(const json::object& body, const char* member,
                        std::map<std::string, std::string, std::less<>>& into) {
  const auto* given = body.if_contains(member);
  if (given == nullptr || !given->is_object()) return {};
  for (const auto& entry : given->get_object()) {
    if (!entry.value().is_string()) return Error("ledger_profile_invalid", {{"part", member}});
    into[std::string(entry.key())] = std::string(entry.value().get_string());
  }
  return {};
}

// What a word of the file means: {"types": {"气味": "大气"}}.
Result<void> take_values(const json::object& body, ledger::Profile& profile) {
  const auto* given = body.if_contains("values");
  if (given == nullptr || !given->is_object()) return {};
  for (const auto& table : given->get_object()) {
    if (!table.value().is_object()) return Error("ledger_profile_invalid", {{"part", "values"}});
    for (const auto& entry : table.value().get_object()) {
      if (!entry.value().is_string()) return Error("ledger_profile_invalid", {{"part", "values"}});
      profile.add_meaning(table.key(), entry.key(), std::string(entry.value().get_string()));
    }
  }
  return {};
}

Result<ImportChoices> chosen(const Desk& desk, const ImportJob& job, const json::object& body) {
  ImportChoices choices;
  {
    const std::lock_guard lock(job.mutex);
    choices = job.choices;
  }
  const std::string profile = text_member(body, "profile");
  if (!profile.empty() && profile != choices.profile_id) {
    auto known = desk->profiles().find(profile);
    if (!known) return known.error();
    if (ledger::kind_of(known->profile) != job.kind || known->profile.workflow != choices.profile.workflow) {
      return Error("ledger_profile_unknown", {{"profile", profile}});
    }
    choices.profile_id = known->profile.id;
    choices.profile = std::move(known->profile);
    choices.mapping.reset();
  }
  if (const auto datum = text_member(body, "datum"); !datum.empty()) {
    const auto known = ledger::datum_of(datum);
    if (!known) return Error("ledger_datum_unknown", {{"name", datum}});
    choices.profile.datum = *known;
  }
  if (auto taken = take_values(body, choices.profile); !taken) return taken.error();
  if (auto taken = take_texts(body, "defaults", choices.profile.defaults); !taken) return taken.error();
  if (const auto sheet = text_member(body, "sheet"); !sheet.empty()) choices.sheet = sheet;
  const auto mode = text_member(body, "mode");
  if (mode == "all") choices.mode = ledger::Importer::Mode::all_or_nothing;
  if (mode == "good") choices.mode = ledger::Importer::Mode::good_rows;
  return choices;
}

Result<void> map_columns(const Desk& desk, ImportJob& job, const json::object& body) {
  const auto* given = body.if_contains("mapping");
  if (given == nullptr || !given->is_object()) return {};
  std::map<std::string, std::string> wanted;
  for (const auto& entry : given->get_object()) {
    if (!entry.value().is_string()) return Error("ledger_profile_invalid", {{"part", "mapping"}});
    wanted[std::string(entry.key())] = std::string(entry.value().get_string());
  }
  const auto definition = ledger::definition_of(desk->services().cases, job.choices.profile);
  if (!definition) return definition.error();
  const std::lock_guard lock(job.mutex);
  auto mapping = ledger::corrected(job.choices.mapping ? *job.choices.mapping : job.glance.mapping, wanted,
                                   ledger::targets_of(job.choices.profile, definition->get(), "zh-CN"));
  if (!mapping) return mapping.error();
  job.choices.mapping = std::move(*mapping);
  return {};
}

Response change(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  if (!job) return refuse(request, job.error());
  if ((*job)->busy) return refuse(request, Error("import_busy"));
  const auto& body = request.json.as_object();
  auto choices = chosen(desk, **job, body);
  if (!choices) return refuse(request, choices.error());
  const bool other_columns =
      choices->sheet != (*job)->choices.sheet || choices->profile_id != (*job)->choices.profile_id;
  if (other_columns) {
    if (auto looked = desk->look_again(**job, std::move(*choices)); !looked) return refuse(request, looked.error());
  } else {
    const std::lock_guard lock((*job)->mutex);
    (*job)->choices = std::move(*choices);
  }
  if (auto mapped = map_columns(desk, **job, body); !mapped) return refuse(request, mapped.error());
  if (auto checked = desk->check(*job, check_patience); !checked) return refuse(request, checked.error());
  return shown(desk, **job, request);
}

Response run(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  if (!job) return refuse(request, job.error());
  // Asked twice, it runs once.
  const bool under_way = (*job)->phase == ImportPhase::running || (*job)->phase == ImportPhase::done;
  if (!under_way) {
    if (auto started = desk->run(*job, run_patience); !started) return refuse(request, started.error());
  }
  return shown(desk, **job, request);
}

Response read(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  return job ? shown(desk, **job, request) : refuse(request, job.error());
}

Response list(const Desk& desk, const Request& request) {
  json::array items;
  for (const auto& job : desk->of(request.principal.person)) {
    items.push_back(import_view(desk->services(), *job, request.language, false));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response forget(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  if (!job) return refuse(request, job.error());
  desk->forget(*job);
  return http::no_content();
}

// The secrets leave the program once.
Response sign_ins(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  if (!job) return refuse(request, job.error());
  std::vector<ledger::SignIn> made;
  {
    const std::lock_guard lock((*job)->mutex);
    if ((*job)->counts) made.swap((*job)->counts->sign_ins);
  }
  if (made.empty()) return refuse(request, Error("import_sign_ins_gone"));
  json::array items;
  for (const auto& one : made) {
    items.push_back(
        json::object{{"person", one.person}, {"name", one.name}, {"unit", one.unit}, {"token", one.secret}});
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

Response keep_mapping(const Desk& desk, const Request& request) {
  const auto job = desk->find(request.principal.person, request.path_text("id"));
  if (!job) return refuse(request, job.error());
  ledger::Profile profile;
  {
    const std::lock_guard lock((*job)->mutex);
    const auto& mapping = (*job)->choices.mapping ? *(*job)->choices.mapping : (*job)->glance.mapping;
    profile = ledger::with_mapping((*job)->choices.profile, mapping);
  }
  profile.title = text_member(request.json, "title");
  profile.id = text_member(request.json, "id");
  std::int64_t version = 0;
  if (!profile.id.empty()) {
    if (const auto known = desk->profiles().find(profile.id)) {
      if (auto allowed = may_change_profile(desk, known->profile, request.principal.person); !allowed) {
        return refuse(request, allowed.error());
      }
      version = known->version;
    }
  }
  const auto kept = desk->profiles().keep(std::move(profile), version, request.principal.person);
  if (!kept) return refuse(request, kept.error());
  return http::json_response(profile_view(desk->services(), *kept, request.language, true), 201);
}

http::Route with_body(http::Route route, std::string schema) {
  route.body = http::BodyKind::json;
  route.request_schema = std::move(schema);
  return route;
}

void add_schemas(http::Schemas& schemas) {
  schemas.add("ImportProblem",
              R"({"type":"object","required":["row","column","column_index","code","message","hint","note"],
    "properties":{"row":{"type":"integer"},"column":{"type":"string"},"column_index":{"type":"integer"},"code":{"type":"string"},
    "message":{"type":"string"},"hint":{"type":"string"},"note":{"type":"boolean"}}})");
  schemas.add("Import",
              R"({"type":"object","required":["id","name","created_at","kind","workflow","profile","profile_title",
    "datum","mode","file","state","rows","done","total","error"],"properties":{"id":{"type":"string"},"name":{"type":"string"},
    "created_at":{"type":"string"},"kind":{"enum":["cases","units","people"]},"workflow":{"type":"string"},
    "profile":{"type":"string"},"profile_title":{"type":"string"},"datum":{"enum":["wgs84","gcj02","bd09"]},
    "mode":{"enum":["good","all"]},"file":{"type":"object","required":["kind","encoding","sheets","sheet"],"properties":{
      "kind":{"enum":["xlsx","csv"]},"encoding":{"type":"string"},"sheets":{"type":"array","items":{"type":"string"}},"sheet":{"type":"string"}}},
    "state":{"enum":["uploaded","checking","checked","running","done","failed"]},"rows":{"type":"integer"},
    "done":{"type":"integer"},"total":{"type":"integer"},"error":{"$ref":"#/components/schemas/Refusal"},
    "heading_row":{"type":"integer"},
    "columns":{"type":"array","items":{"type":"object","required":["index","heading","suggested","certain","sample"],"properties":{
      "index":{"type":"integer"},"heading":{"type":"string"},"suggested":{"type":["string","null"]},"certain":{"type":"boolean"},"sample":{"type":"string"}}}},
    "targets":{"type":"array","items":{"type":"object","required":["id","title","required"],"properties":{
      "id":{"type":"string"},"title":{"type":"string"},"required":{"type":"boolean"}}}},
    "good":{"type":"integer"},"bad":{"type":"integer"},"duplicates":{"type":"integer"},"problems_total":{"type":"integer"},
    "problems":{"type":"array","items":{"$ref":"#/components/schemas/ImportProblem"}},
    "created":{"type":"integer"},"skipped":{"type":"integer"},"refused":{"type":"integer"},"sign_ins":{"type":"integer"},
    "refusals":{"type":"array","items":{"$ref":"#/components/schemas/ImportProblem"}}}})");
  schemas.add("ImportRows", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/Import"}}}})");
  schemas.add("ImportChoices", R"({"type":"object","additionalProperties":false,"properties":{
    "mapping":{"type":"object","additionalProperties":{"type":"string"}},"profile":{"type":"string"},"workflow":{"type":"string"},
    "sheet":{"type":"string"},"datum":{"type":"string"},"mode":{"enum":["good","all"]},
    "values":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string","maxLength":500}}},
    "defaults":{"type":"object","additionalProperties":{"type":"string","maxLength":500}}}})");
  schemas.add("ImportStart", R"({"type":"object","additionalProperties":false,"properties":{}})");
  schemas.add("ImportSignIns", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{
    "type":"object","required":["person","name","unit","token"],"properties":{"person":{"type":"string"},"name":{"type":"string"},
    "unit":{"type":"string"},"token":{"type":"string"}}}}}})");
  schemas.add("ProfileName", R"({"type":"object","required":["title"],"additionalProperties":false,"properties":{
    "title":{"type":"string","minLength":1,"maxLength":100},"id":{"type":"string","maxLength":40}}})");
}

}  // namespace

http::Route desk_row(const Desk& desk, Method method, std::string pattern, std::string name, std::string summary,
                     http::Answer answer, Response (*handle)(const Desk&, const Request&)) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.tag = "imports";
  route.summary = std::move(summary);
  route.scope.clear();  // imports are done by people who are signed in
  route.answers = {std::move(answer)};
  route.handler = [desk, handle](const Request& request) { return handle(desk, request); };
  return route;
}

void add_import_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ImportDesk>& desk) {
  add_schemas(schemas);
  auto upload = desk_row(desk, Method::post, "/api/v1/imports", "upload_import",
                         "Takes a ledger (.xlsx, .csv) and suggests what its columns mean; nothing is kept of it.",
                         {201, "Import"}, nullptr);
  upload.handler = nullptr;
  upload.body = http::BodyKind::stream;
  upload.max_body = ledger::max_file_bytes;
  upload.query = {{"name", "string", "file name"},
                  {"kind", "string", "what its rows are; cases unless told", {"cases", "units", "people"}},
                  {"workflow", "string", "of the cases"},
                  {"profile", "string", "the one to use; unless told, the one that knows most of the headings"},
                  {"sheet", "string", "of a workbook; the first one unless told"},
                  {"datum", "string", "of coordinates in the file", {"wgs84", "cgcs2000", "gcj02", "bd09"}}};
  upload.sink = [desk](const Request&) -> Result<std::unique_ptr<http::BodySink>> {
    return std::unique_ptr<http::BodySink>(std::make_unique<UploadSink>(desk));
  };
  table.add(std::move(upload));
  table.add(desk_row(desk, Method::get, "/api/v1/imports", "list_imports", "One's own open imports.",
                     {200, "ImportRows"}, list));
  table.add(desk_row(desk, Method::get, "/api/v1/imports/{id}", "read_import",
                     "An import as it stands, with its progress.", {200, "Import"}, read));
  table.add(with_body(desk_row(desk, Method::put, "/api/v1/imports/{id}", "check_import",
                               "Settles what columns and words mean, and checks every row without keeping anything.",
                               {200, "Import"}, change),
                      "ImportChoices"));
  table.add(
      with_body(desk_row(desk, Method::post, "/api/v1/imports/{id}/run", "run_import",
                         "Brings in what was checked; asked again, it answers how far it is.", {200, "Import"}, run),
                "ImportStart"));
  table.add(desk_row(desk, Method::del, "/api/v1/imports/{id}", "forget_import", "Forgets the file; what is in stays.",
                     {204}, forget));
  table.add(desk_row(desk, Method::post, "/api/v1/imports/{id}/sign-ins", "import_sign_ins",
                     "The one-time secrets of imported people; answered once.", {200, "ImportSignIns"}, sign_ins));
  table.add(with_body(
      desk_row(desk, Method::post, "/api/v1/imports/{id}/profile", "keep_mapping",
               "Keeps what the columns mean as a profile under a name.", {201, "ImportProfile"}, keep_mapping),
      "ProfileName"));
}

}  // namespace bihuan::api

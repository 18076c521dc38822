// Exports: a filtered list as a ledger (.xlsx), one case as an archive (.zip). Files are written beside the database
// and sent from there, never held in memory; the name of the file is gone before the first byte is sent.
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>

#include "engine/ledger/case_archive.h"
#include "engine/ledger/export.h"
#include "engine/ledger/profiles.h"
#include "engine/report/facts_keeper.h"
#include "web/api/case_query.h"
#include "web/api/ledger/import_routes.h"
#include "web/api/respond.h"
#include "web/http/query.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// A file that is gone with its name at the end; what reads it by then reads on.
struct ScratchFile {
  std::string path = (std::filesystem::temp_directory_path() / "bihuan-export-XXXXXX").string();
  ScratchFile() {
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) throw std::runtime_error("no temporary file");
    ::close(descriptor);
  }
  ~ScratchFile() { ::unlink(path.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
};

Response sent(const ScratchFile& file, const char* media_type, const std::string& name) {
  auto source = http::file_source(file.path);
  if (source == nullptr) throw std::runtime_error("the export cannot be read back");
  auto response = http::download(std::move(source), media_type, name);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// The list's own query, as the page had it in its address. Refuses query_unknown, query_value: a filter that is passed
// over would hand out everything.
Result<runtime::CaseQuery> query_of_body(const Request& request, const Services& services) {
  Request as_list = request;
  as_list.query.clear();
  const auto* given = request.json.as_object().if_contains("query");
  if (given != nullptr) {
    for (const auto& entry : given->get_object()) {
      const auto& value = entry.value();
      if (entry.key() == "columns") continue;  // of the page, not of the list
      as_list.query.emplace_back(entry.key(),
                                 value.is_string() ? std::string(value.get_string()) : json::serialize(value));
    }
  }
  const auto wrong = http::query_problems(as_list.query, case_filters());
  if (!wrong.empty()) return wrong.front().error;
  return case_query(as_list, services);
}

std::vector<std::string> column_names(const Request& request) {
  std::vector<std::string> out;
  const auto* given = request.json.as_object().if_contains("columns");
  if (given == nullptr || !given->is_array()) return out;
  for (const auto& column : given->get_array()) out.emplace_back(column.as_string());
  return out;
}

// "list": the columns of the page; "ledger": the superior's order for the kind of case that is filtered; else by name.
Result<ledger::Profile> wanted_profile(const Request& request, const Services& services,
                                       const runtime::CaseQuery& query) {
  const std::string wanted = text_member(request.json, "profile");
  if (wanted.empty() || wanted == "list") {
    auto columns = column_names(request);
    if (columns.empty()) columns = {"number", "title", "workflow", "state", "due", "unit", "filed_at"};
    return ledger::list_profile(columns, request.language);
  }
  const ledger::Profiles profiles(services.cases);
  if (wanted == "ledger") {
    if (query.workflow.empty()) return Error("export_workflow_needed");
    // The superior's order is the shipped one; what people kept are the orders of files that came in.
    for (auto& known : profiles.all()) {
      if (known.shipped && known.profile.workflow == query.workflow) return std::move(known.profile);
    }
    return Error("ledger_profile_unknown", {{"profile", query.workflow}});
  }
  auto known = profiles.find(wanted);
  if (!known) return known.error();
  if (known->profile.workflow.empty()) return Error("ledger_profile_unknown", {{"profile", wanted}});
  return std::move(known->profile);
}

Response export_ledger(const Request& request, const Services& services) {
  auto query = query_of_body(request, services);
  if (!query) return refuse(request, query.error());
  auto profile = wanted_profile(request, services, *query);
  if (!profile) return refuse(request, profile.error());
  ledger::ExportWish wish;
  wish.query = std::move(*query);
  if (!profile->workflow.empty()) wish.query.workflow = profile->workflow;
  wish.profile = std::move(*profile);
  wish.person = request.principal.person;
  wish.on_behalf_of = request.principal.on_behalf_of;
  wish.language = request.language;
  wish.reason = text_member(request.json, "reason");
  if (const auto datum = ledger::datum_of(text_member(request.json, "datum"))) wish.profile.datum = *datum;
  const ScratchFile file;
  const auto made = ledger::write_ledger(services.cases, wish, file.path);
  return made ? sent(file, workbook_type, made->file_name) : refuse(request, made.error());
}

Response archive(const Request& request, const Services& services, std::string reason) {
  ledger::ArchiveWish wish;
  wish.case_id = request.path_integer("id");
  wish.visible = visibility(request, services);
  wish.person = request.principal.person;
  wish.on_behalf_of = request.principal.on_behalf_of;
  wish.reason = std::move(reason);
  wish.office = services.facts == nullptr ? nullptr : services.facts->office().get();
  const ScratchFile file;
  const auto made = ledger::write_case_archive(services.cases, services.blobs, wish, file.path);
  return made ? sent(file, "application/zip", made->file_name) : refuse(request, made.error());
}

Response export_case(const Request& request, const Services& services) {
  return archive(request, services, {});
}

Response export_case_opened(const Request& request, const Services& services) {
  return archive(request, services, text_member(request.json, "reason"));
}

http::Route export_row(Method method, std::string pattern, std::string name, std::string summary, const char* type,
                       Response (*handle)(const Request&, const Services&), const Services& services) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.tag = "exports";
  route.summary = std::move(summary);
  route.limit = "export";
  route.answers = {{200, "", type}};
  route.handler = [handle, &services](const Request& request) { return handle(request, services); };
  return route;
}

}  // namespace

void add_export_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("LedgerExport", R"({"type":"object","additionalProperties":false,"properties":{
    "query":{"type":"object","additionalProperties":{"type":["string","boolean","integer"],"maxLength":20000}},
    "profile":{"type":"string","maxLength":40},"columns":{"type":"array","maxItems":60,"items":{"type":"string","maxLength":200}},
    "datum":{"enum":["wgs84","cgcs2000","gcj02","bd09"]},"reason":{"type":"string","maxLength":500}}})");
  schemas.add("ArchiveReason", R"({"type":"object","required":["reason"],"additionalProperties":false,"properties":{
    "reason":{"type":"string","minLength":1,"maxLength":500}}})");
  auto ledger =
      export_row(Method::post, "/api/v1/exports", "export_ledger",
                 "A filtered list as .xlsx; logged. With a reason, sealed parties stand in clear where one may "
                 "open them, and each opening is logged.",
                 workbook_type, export_ledger, services);
  ledger.scope = "cases:read";
  ledger.body = http::BodyKind::json;
  ledger.request_schema = "LedgerExport";
  table.add(std::move(ledger));
  auto masked = export_row(Method::get, "/api/v1/cases/{id:int}/export.zip", "export_case",
                           "One case with its history, letters and evidence; sealed parties masked; logged.",
                           "application/zip", export_case, services);
  masked.scope = "cases:read";
  table.add(std::move(masked));
  auto opened = export_row(Method::post, "/api/v1/cases/{id:int}/export.zip", "export_case_opened",
                           "The same with sealed parties in clear: asks a reason, logged as an opening.",
                           "application/zip", export_case_opened, services);
  opened.body = http::BodyKind::json;
  opened.request_schema = "ArchiveReason";
  table.add(std::move(opened));
}

}  // namespace bihuan::api

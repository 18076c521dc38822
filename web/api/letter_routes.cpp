// The letters that a case issued: their list, and each as a document.
#include <boost/json/serialize.hpp>

#include "engine/report/case_letters.h"
#include "web/api/case_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr std::string_view kWordDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

struct Reader {
  runtime::StoredCase stored;
  runtime::CaseService::Acting acting;
  ViewContext context;
};

// The case with the eyes of who asks; not_found for what is not to be seen.
Result<Reader> reader_of(const Request& request, const Services& services) {
  auto stored = services.cases.open(request.path_integer("id"), visibility(request, services));
  if (!stored) return stored.error();
  auto acting = services.cases.acting(stored->state, request.principal.person, request.principal.on_behalf_of);
  if (!acting) return acting.error();
  if (is_accused(services, *stored, *acting->definition, acting->context.actor, *acting->organisation))
    return Error("not_found");
  return Reader{std::move(*stored), std::move(*acting), view_context(request, services)};
}

Response letters(const Request& request, const Services& services) {
  const auto reader = reader_of(request, services);
  if (!reader) return refuse(request, reader.error());
  const auto found = report::CaseLetters(services.cases).list(reader->stored.row.id);
  if (!found) return refuse(request, found.error());
  json::array items;
  for (const auto& letter : *found) {
    json::object one{{"event", letter.event},      {"document", letter.document},   {"title", letter.title},
                     {"number", letter.number},    {"addressee", letter.addressee}, {"date", letter.day},
                     {"sealed", letter.identifies}};
    one["by"] = letter.by.empty() ? json::value(nullptr) : person_view(reader->context, letter.by);
    one["url"] = !letter.has_template ? json::value(nullptr)
                                      : json::value("/api/v1/cases/" + std::to_string(reader->stored.row.id) +
                                                    "/letters/" + std::to_string(letter.event) + "/file.docx");
    items.push_back(std::move(one));
  }
  return http::json_response(json::object{{"items", std::move(items)}});
}

// With a reason the sealed names stand in it, for whoever may open the seal; that is logged as any opening is.
Response letter_file(const Request& request, const Services& services) {
  const auto reader = reader_of(request, services);
  if (!reader) return refuse(request, reader.error());
  const std::string reason(request.query_text("reason").value_or(""));
  const bool named = !reason.empty();
  if (named && !may_open_seal({reader->stored, reader->acting, reader->context}))
    return http::problem(request, 403, Error("seal_not_yours"));
  const auto event = request.path_integer("event");
  auto letter = report::CaseLetters(services.cases).write(reader->stored.row.id, event, named);
  if (!letter) return refuse(request, letter.error());
  if (named) {
    const std::string detail = json::serialize(json::object{{"letter", event}, {"reason", reason}});
    const auto logged = services.writer().run([&](runtime::WriteSession& session) -> Result<bool> {
      session.records().add_log({0, reader->context.now, request.principal.person, "reveal",
                                 "case:" + std::to_string(reader->stored.row.id), detail});
      return true;
    });
    if (!logged) return refuse(request, logged.error());
  }
  return http::download(std::move(letter->docx), kWordDocument, letter->file_name);
}

}  // namespace

void add_letter_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("LetterList",
              R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object",
    "required":["event","document","title","number","addressee","date","sealed","by","url"]}}}})");
  table.add(read_row("cases", "/api/v1/cases/{id:int}/letters", "case_letters",
                     "The letters that the case issued, in their order.", {200, "LetterList"}, letters, services));
  auto file = read_row("cases", "/api/v1/cases/{id:int}/letters/{event:int}/file.docx", "case_letter_file",
                       "A letter as a Word document, as it was issued.", {200, "", "application/octet-stream"},
                       letter_file, services);
  file.query = {{"reason", "string", "Why the sealed names are to stand in it; logged. Without: 信访人."}};
  table.add(std::move(file));
}

}  // namespace bihuan::api

// The letters that a case has issued: their list and each as a document.
#include "engine/report/case_letters.h"
#include "engine/report/facts_keeper.h"
#include "web/api/case_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/seal.h"

namespace bihuan::api {
namespace {

using http::Request;
using http::Response;

constexpr const char* letter_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const core::DocumentKind* find_document(const core::Definition& definition, const std::string& id) {
  for (const auto& each : definition.documents) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

// The office's own templates; null: as shipped.
const report::OfficeSettings* office_of(const Services& services) {
  return services.facts == nullptr ? nullptr : services.facts->office().get();
}

// As the case stood when it was issued; `opened`: by whoever has opened the seal.
Result<report::Letter> write_letter(const Request& request, const CaseSight& sight, bool opened) {
  return report::CaseLetters(sight.context.services.cases, office_of(sight.context.services))
      .write(sight.stored.state.id, request.path_integer("document"), {sight.acting.context, opened});
}

Response list_letters(const Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  JsonText out;
  out.object([&] { out.member("items", [&] { write_documents(out, opened->sight()); }); });
  return http::json_response(out);
}

Response letter_answer(const Request& request, const CaseSight& sight, bool opened) {
  auto letter = write_letter(request, sight, opened);
  if (!letter) return refuse(request, letter.error());
  return http::download(std::make_shared<const std::string>(std::move(letter->docx)), letter_type, letter->file_name);
}

Response read_letter(const Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  return letter_answer(request, opened->sight(), false);
}

Response read_letter_in_clear(const Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  const auto sight = opened->sight();
  // A letter that is not there is no reason to open a seal.
  if (const auto there = write_letter(request, sight, false); !there) {
    return refuse(request, there.error());
  }
  const auto what = "letter:" + std::string(request.path_text("document"));
  const auto allowed = open_seal(request, sight, what, text_member(request.json, "reason"));
  return allowed ? letter_answer(request, sight, true) : refuse(request, allowed.error());
}

}  // namespace

void write_documents(JsonText& out, const CaseSight& sight) {
  const std::string base = "/api/v1/cases/" + std::to_string(sight.stored.state.id) + "/documents/";
  out.array(sight.stored.state.documents, [&](const core::IssuedDocument& issued) {
    const auto* kind = find_document(*sight.acting.definition, issued.document);
    out.object([&] {
      out.member("id", issued.seq);
      out.member("document", issued.document);
      out.member("title", kind == nullptr ? issued.document : kind->title);
      out.member("number", issued.number);
      out.member("at", instant_text(issued.at));
      out.member("url", [&] { out.object([&] { out.member("docx", base + std::to_string(issued.seq) + ".docx"); }); });
    });
  });
}

void add_letter_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("CaseDocuments", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":
    {"$ref":"#/components/schemas/CaseDocument"}}}})");
  const std::string documents = "/api/v1/cases/{id:int}/documents";
  table.add(read_row("cases", documents, "list_letters", "Letters that the case has issued.", {200, "CaseDocuments"},
                     list_letters, services));
  table.add(read_row("cases", documents + "/{document:int}.docx", "read_letter",
                     "A letter as the case stood when it was issued; sealed identities are masked.",
                     {200, "", letter_type}, read_letter, services));
  auto clear = command_row(http::Method::post, "cases", documents + "/{document:int}/open", "open_letter",
                           "The letter with sealed identities in clear; logged and told like opening a seal.", "Reason",
                           read_letter_in_clear, services);
  clear.idempotency_key = false;
  clear.answers = {{200, "", letter_type}};
  table.add(std::move(clear));
}

}  // namespace bihuan::api

// The letters that a case has issued: their list and each as a document.
#include "web/api/letters.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/seal.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr const char* letter_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

Response list_letters(const Request& request, const Services& services) {
  const auto opened = open_case(request, services, request.path_integer("id"));
  if (!opened) return refuse(request, opened.error());
  return http::json_response(json::object{{"items", documents_view(opened->sight())}});
}

Response letter_answer(const Request& request, const CaseSight& sight, bool in_clear) {
  auto letter = write_case_letter(sight, request.path_integer("document"), in_clear);
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
  if (const auto there = write_case_letter(sight, request.path_integer("document"), false); !there) {
    return refuse(request, there.error());
  }
  const auto what = "letter:" + std::string(request.path_text("document"));
  const auto allowed = open_seal(request, sight, what, text_member(request.json, "reason"));
  return allowed ? letter_answer(request, sight, true) : refuse(request, allowed.error());
}

}  // namespace

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

#include "web/api/case_view.h"

#include <algorithm>

#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"
#include "web/api/respond.h"

namespace bihuan::api {

void write_refusal(JsonText& out, const ViewContext& context, const Error& error) {
  out.object([&] {
    out.member("code", error.code);
    out.member("message", error.message(context.language));
    out.member("hint", error.hint(context.language));
  });
}

void write_permission(JsonText& out, const ViewContext& context, const Result<void>& allowed) {
  if (allowed) return out.raw(R"({"ok":true,"refusal":null})");
  out.object([&] {
    out.member("ok", false);
    out.member("refusal", [&] { write_refusal(out, context, allowed.error()); });
  });
}

void write_permission(JsonText& out, const CaseSight& sight, const core::CommandBody& command) {
  const auto& acting = sight.acting;
  write_permission(out, sight.context, core::permits(*acting.definition, sight.stored.state, command, acting.context));
}

Result<void> would_take(const CaseSight& sight, core::CommandBody body) {
  core::Command command;
  command.case_id = sight.stored.state.id;
  command.body = std::move(body);
  core::Context context = sight.acting.context;
  context.next_in_series = [](std::string_view) { return std::int64_t{1}; };  // tried only: no number is used up
  const auto decided = core::decide(*sight.acting.definition, sight.stored.state, command, context);
  if (!decided) return decided.error();
  return {};
}

bool may_open_seal(const CaseSight& sight) {
  return core::may_reveal(*sight.acting.definition, sight.acting.context.actor);
}

std::string CaseSight::redacted(const std::string& text) const {
  return secrets.empty() ? text : runtime::redacted(text, secrets);
}

namespace {

const core::PartyKind* party_kind(const core::Definition& definition, const std::string& id) {
  const auto& kinds = definition.parties;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.id == id; });
  return kind == kinds.end() ? nullptr : &*kind;
}

void write_parties(JsonText& out, const CaseSight& sight) {
  const bool in_clear = may_open_seal(sight);
  out.array(sight.parties, [&](const runtime::PartyData& party) {
    const auto* kind = party_kind(*sight.acting.definition, party.kind);
    const bool sealed = kind != nullptr && kind->sealed;
    out.object([&] {
      out.member("id", party.record);
      out.member("kind", party.kind);
      out.member("title", kind == nullptr ? party.kind : kind->title);
      out.member("sealed", sealed);
      out.member("accused", kind != nullptr && kind->accused);
      // A sealed identity stays masked even for who may open it: opening asks a reason and is logged.
      out.member("name", sealed ? mask_name(party.name) : party.name);
      out.member("phone", sealed ? mask_number(party.phone) : party.phone);
      out.member("address", sealed ? mask_name(party.address) : party.address);
      out.member("can_open", sealed && in_clear);
    });
  });
}

// People know an event by its title.
Error by_title(Error refusal, const std::string& title) {
  for (auto& [name, value] : refusal.arguments) {
    if (name == "event") value = title;
  }
  return refusal;
}

void write_offers(JsonText& out, const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  bool first = true;
  out.array(core::offers(definition, sight.stored.state, sight.acting.context), [&](const core::Offer& offer) {
    out.object([&] {
      out.member("event", offer.event);
      out.member("title", offer.title);
      out.member("ask", [&] { out.values(offer.ask); });
      out.member("required", [&] { out.values(offer.required); });
      out.member("targets", [&] { write_states(out, &definition, offer.targets); });
      out.member("kind", "event");
      out.member("primary", first && !offer.refusal);
      out.member("refusal", [&] {
        if (!offer.refusal) return out.value(nullptr);
        write_refusal(out, sight.context, by_title(*offer.refusal, offer.title));
      });
    });
    if (!offer.refusal) first = false;
  });
}

void write_approvals(JsonText& out, const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  out.array(sight.stored.state.approvals, [&](const core::ApprovalState& approval) {
    const auto& kind = definition.approvals[approval.kind];
    out.object([&] {
      out.member("id", kind.id);
      out.member("title", kind.title);
      out.member("open", approval.open);
      out.member("step", approval.step);
      out.member("steps", [&] {
        out.array(kind.by, [&](const std::string& role) {
          const auto* known = core::find_role(definition, role);
          out.object([&] {
            out.member("role", role);
            out.member("title", known == nullptr ? role : known->title);
          });
        });
      });
      out.member("can", [&] {
        if (!approval.open) return out.value(nullptr);
        write_permission(out, sight, core::Decide{kind.id, true, {}});
      });
    });
  });
}

bool is_image(const std::string& media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp";
}

void write_attachments(JsonText& out, const CaseSight& sight) {
  const std::string base = "/api/v1/cases/" + std::to_string(sight.stored.state.id) + "/attachments/";
  out.array(sight.stored.state.attachments, [&](const core::AttachmentRef& file) {
    const std::string url = base + file.id;
    out.object([&] {
      out.member("id", file.id);
      out.member("name", file.name);
      out.member("media_type", file.media_type);
      out.member("bytes", file.bytes);
      out.member("purpose", file.purpose);
      out.member("field", file.field);
      out.member("url", url);
      out.member("preview_url", is_image(file.media_type) ? std::optional(url + "?preview=1") : std::nullopt);
    });
  });
}

void write_links(JsonText& out, const CaseSight& sight) {
  out.array(sight.stored.state.links, [&](const core::CaseLink& link) {
    out.object([&] {
      out.member("kind", link.kind);
      out.member("case_id", link.case_id);
      out.member("number", link.number);
    });
  });
}

void write_subcases(JsonText& out, const CaseSight& sight) {
  out.array(sight.stored.state.subcases, [&](const core::SubCase& child) {
    out.object([&] {
      out.member("case_id", child.case_id);
      out.member("closed", child.closed);
      out.member("outcome", child.outcome);
    });
  });
}

// Whether a field could be corrected by this person; which of them says each field's `editable`.
Result<void> may_correct(const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  Result<void> refused = Error("nothing_to_correct");
  for (const auto& field : definition.fields) {
    if (field.computed) continue;
    refused =
        core::permits(definition, sight.stored.state, core::CorrectField{field.id, {}, "?"}, sight.acting.context);
    if (refused) break;
  }
  return refused;
}

void write_abilities(JsonText& out, const CaseSight& sight) {
  static const std::pair<std::string_view, core::CommandBody> abilities[] = {
      {"comment", core::Comment{"?"}},
      {"attach", core::Attach{}},
      {"supervise", core::Supervise{"?", false}},
      {"urge", core::Supervise{"", true}},
      {"merge", core::MergeInto{-1, {}, {}}},
      {"link", core::LinkCase{-1, {}, "related", {}}}};
  out.object([&] {
    for (const auto& [name, command] : abilities) {
      out.member(name, [&] { write_permission(out, sight, command); });
    }
    out.member("correct", [&] { write_permission(out, sight.context, may_correct(sight)); });
    out.member("export", [&] { write_permission(out, sight.context, {}); });
  });
}

// Those that have or had the case in hand, each once.
std::vector<std::string> units_at_work(const core::CaseState& state) {
  std::vector<std::string> units;
  for (const auto& task : state.tasks) {
    if (std::find(units.begin(), units.end(), task.unit) == units.end()) units.push_back(task.unit);
  }
  return units;
}

}  // namespace

void write_case(JsonText& out, const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  const auto& state = sight.stored.state;
  const auto part = [&](std::string_view name, void (*write)(JsonText&, const CaseSight&)) {
    out.member(name, [&] { write(out, sight); });
  };
  out.object([&] {
    write_row_members(out, sight.context, {sight.acting.definition, sight.acting.calendar}, sight.stored.row);
    out.member("units", [&] {
      out.array(units_at_work(state), [&](const std::string& unit) { write_unit(out, sight.context, unit); });
    });
    out.member("definition", [&] {
      out.object([&] {
        out.member("hash", definition.hash);
        out.member("title", definition.title);
      });
    });
    out.member("filed_by", [&] { write_person(out, sight.context, state.filed_by); });
    out.member("urged", state.urged);
    out.member("imported", state.imported);
    part("fields", write_fields);
    part("parties", write_parties);
    part("offers", write_offers);
    part("clocks", write_clocks);
    part("tasks", write_tasks);
    part("approvals", write_approvals);
    part("attachments", write_attachments);
    part("documents", write_documents);
    part("links", write_links);
    part("subcases", write_subcases);
    part("progress", write_progress);
    part("can", write_abilities);
  });
}

Result<OpenedCase> open_case(const http::Request& request, const Services& services, std::int64_t id) {
  auto stored = services.cases.open(id, visibility(request, services));
  if (!stored) return stored.error();
  auto acting = services.cases.acting(stored->state, request.principal.person, request.principal.on_behalf_of);
  if (!acting) return acting.error();
  ViewContext context{services, acting->organisation, request.language, acting->context.now};
  auto parties = services.cases.parties(stored->state);
  Result<OpenedCase> opened(boost::system::in_place_value, std::move(*stored), std::move(*acting), std::move(context),
                            std::move(parties), std::vector<std::string>());
  if (!may_open_seal(opened->sight())) {
    opened->secrets = runtime::sealed_words(*opened->acting.definition, opened->parties);
  }
  return opened;
}

http::Response case_response(const http::Request& request, const Services& services, std::int64_t id, int status) {
  const auto opened = open_case(request, services, id);
  if (!opened) return refuse(request, opened.error());
  // Each sub-case is read for the progress.
  if (request.brief && !opened->stored.state.subcases.empty()) return http::take_longer();
  JsonText text;
  write_case(text, opened->sight());
  auto response = http::json_response(text, status);
  // Not for a cache: what is seen also hangs on the hour, on rights and on sub-cases, which leave the version as it is.
  response.headers.set("Cache-Control", "no-store");
  return http::with_etag(std::move(response), std::to_string(opened->stored.state.version));
}

}  // namespace bihuan::api

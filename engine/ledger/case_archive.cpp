#include "engine/ledger/case_archive.h"

#include <algorithm>
#include <boost/json.hpp>

#include "engine/base/catalogue.h"
#include "engine/base/hash.h"
#include "engine/core/event_json.h"
#include "engine/core/field_values.h"
#include "engine/ledger/archive_page.h"
#include "engine/ledger/case_cells.h"
#include "engine/ledger/export.h"
#include "engine/report/archive.h"
#include "engine/report/case_letters.h"
#include "engine/report/history_text.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"

namespace bihuan::ledger {
namespace {

namespace json = boost::json;

// An archive is read for years: its words are those of the office, whoever asks for it.
constexpr std::string_view archive_language = "zh-CN";
constexpr std::size_t events_of_one_page = 500;

bool is_packed(std::string_view media_type) {
  return media_type.starts_with("image/") || media_type.starts_with("video/") || media_type.starts_with("audio/") ||
         media_type.find("zip") != std::string_view::npos || media_type.find("openxml") != std::string_view::npos ||
         media_type == "application/pdf";
}

// "07-现场照片.jpg"
std::string numbered(std::size_t number, const std::string& name) {
  return (number < 10 ? "0" : "") + std::to_string(number) + "-" + safe_file_name(name);
}

class Archive {
 public:
  Archive(runtime::CaseService& service, const runtime::Blobs& blobs, const ArchiveWish& wish,
          const runtime::StoredCase& stored, const runtime::CaseService::Acting& acting)
      : service_(service),
        blobs_(blobs),
        wish_(wish),
        subject_{*acting.definition,    stored,
                 *acting.organisation,  acting.calendar->zone(),
                 stored.row.updated_at, service.parties(stored.state)},
        rights_{acting.context, !wish.reason.empty() && core::may_reveal(*acting.definition, acting.context.actor),
                secrets_for(*acting.definition, subject_.parties, acting.context.actor)} {}

  Result<Archived> write(const std::string& path) {
    report::ArchiveWriter zip(path);
    if (auto read = read_history(); !read) return read.error();
    if (auto added = add_letters(zip); !added) return added.error();
    if (auto added = add_evidence(zip); !added) return added.error();
    page_.number = subject_.stored.row.number;
    page_.title = subject_.stored.row.title;
    page_.kind = subject_.definition.title;
    page_.version = subject_.stored.row.version;
    add_facts();
    add_file(zip, text(archive_language, "archive.history") + ".jsonl", history_lines());
    add_file(zip, text(archive_language, "archive.case") + ".json", json::serialize(case_json()) + "\n");
    zip.add(text(archive_language, "archive.index") + ".html", archive_page(page_));
    zip.add(text(archive_language, "archive.index") + ".json", json::serialize(manifest()) + "\n");
    zip.finish();
    Archived out;
    out.number = subject_.stored.row.number;
    out.version = subject_.stored.row.version;
    out.files = static_cast<std::int64_t>(page_.files.size()) + 2;
    out.file_name = safe_file_name(out.number) + ".zip";
    out.opened = rights_.sealed && !subject_.parties.empty();
    return out;
  }

 private:
  Result<void> read_history() {
    std::int64_t after = 0;
    for (;;) {
      auto events = service_.history(wish_.case_id, after, events_of_one_page);
      if (!events) return events.error();
      // A case that goes on while it is packed is packed as it was.
      std::erase_if(*events, [&](const core::Event& event) { return event.seq > subject_.stored.row.version; });
      if (events->empty()) return {};
      after = events->back().seq;
      for (auto& event : *events) events_.push_back(std::move(event));
    }
  }

  [[nodiscard]] bool hides(const core::Event& event) const {
    const auto hidden = [&](const std::string& id) {
      const auto index = core::field_index(subject_.definition, id);
      return index && sight_of(subject_, subject_.definition.fields[*index], rights_) != core::FieldSight::clear;
    };
    if (const auto* set = std::get_if<core::FieldSet>(&event.body)) return hidden(set->field);
    const auto* corrected = std::get_if<core::FieldCorrected>(&event.body);
    return corrected != nullptr && hidden(corrected->field);
  }

  [[nodiscard]] std::string history_lines() {
    const report::Telling telling{subject_.definition, subject_.stored.state, subject_.organisation, subject_.zone,
                                  std::string(archive_language)};
    std::string out;
    for (const auto& event : events_) {
      const std::string told = report::told(event, telling);
      const std::string sentence = rights_.secrets.empty() ? told : runtime::redacted(told, rights_.secrets);
      const std::string at = subject_.zone.format(event.at);
      const auto* person = subject_.organisation.person(event.actor);
      const std::string who = event.actor.empty() ? text(archive_language, "archive.system")
                              : person == nullptr ? event.actor
                                                  : person->name;
      if (!sentence.empty()) page_.history.push_back({at, who, sentence});
      json::object line{{"seq", event.seq},
                        {"at", at},
                        {"actor", event.actor},
                        {"unit", event.actor_unit},
                        {"type", core::type_of(event.body)},
                        {"told", sentence}};
      const bool machine = std::holds_alternative<core::TransitionTaken>(event.body);
      if (!machine && !hides(event)) {
        json::value fact = json::parse(core::to_json_text(subject_.definition, event.body));
        runtime::redact_texts(fact, rights_.secrets);
        line["fact"] = std::move(fact);
      }
      out += json::serialize(line) + "\n";
    }
    return out;
  }

  void add_file(report::ArchiveWriter& zip, const std::string& name, std::string bytes) {
    page_.files.push_back({name, name, sha256_hex(bytes), static_cast<std::int64_t>(bytes.size())});
    zip.add(name, std::move(bytes));
  }

  Result<void> add_letters(report::ArchiveWriter& zip) {
    const report::CaseLetters letters(service_, wish_.office);
    const auto issued = letters.list(wish_.case_id);
    if (!issued) return issued.error();
    for (const auto& one : *issued) {
      if (one.event > subject_.stored.row.version || !one.has_template) continue;
      auto letter = letters.write(wish_.case_id, one.event, {rights_.reader, rights_.sealed});
      if (!letter) return letter.error();
      const std::string name =
          text(archive_language, "archive.letters") + "/" + numbered(++letters_, letter->file_name);
      page_.files.push_back(
          {name, one.title + " " + one.number, letter->sha256, static_cast<std::int64_t>(letter->docx.size())});
      zip.add(name, std::move(letter->docx));
    }
    return {};
  }

  Result<void> add_evidence(report::ArchiveWriter& zip) {
    std::size_t number = 0;
    for (const auto& file : subject_.stored.state.attachments) {
      const auto size = blobs_.size(file.hash);
      if (!size) return size.error();
      const std::string name = text(archive_language, "archive.evidence") + "/" + numbered(++number, file.name);
      page_.files.push_back({name, file.name, file.hash, *size});
      zip.add(
          name, *size,
          [&blobs = blobs_, hash = file.hash](std::int64_t offset, std::int64_t count) {
            auto bytes = blobs.read(hash, offset, count);
            if (!bytes) throw std::runtime_error("attachment " + hash + ": " + bytes.error().message());
            return std::move(*bytes);
          },
          is_packed(file.media_type));
    }
    return {};
  }

  // What the index shows of the case itself.
  void add_facts() {
    const Profile none;
    const auto add = [&](const std::string& title, const Cell& cell) {
      if (!cell.is_empty()) page_.facts.emplace_back(title, cell.text);
    };
    for (const char* word : {"state", "received_at", "filed_at", "closed_at", "lead_unit", "filed_unit", "filed_by"}) {
      add(text(archive_language, std::string("ledger.case.") + word),
          cell_of(subject_, std::string("case.") + word, none, rights_, archive_language));
    }
    for (const auto& field : subject_.definition.fields) {
      add(field.title, cell_of(subject_, field.id, none, rights_, archive_language));
    }
    for (const auto& kind : subject_.definition.parties) {
      for (const std::string part : {"name", "phone", "address", "id_number"}) {
        add(kind.title + " · " + text(archive_language, "ledger.part." + part),
            cell_of(subject_, "party." + kind.id + "." + part, none, rights_, archive_language));
      }
    }
  }

  [[nodiscard]] json::object case_json() const {
    json::array facts, clocks;
    for (const auto& [title, value] : page_.facts) facts.push_back(json::array{title, value});
    for (const auto& clock : subject_.stored.state.clocks) {
      clocks.push_back(json::object{
          {"id", clock.id},
          {"title", subject_.definition.clocks[clock.kind].title},
          {"started", subject_.zone.format(clock.ledger.started)},
          {"due", subject_.zone.format(clock.due)},
          {"stopped", clock.ledger.stopped ? json::value(subject_.zone.format(*clock.ledger.stopped)) : nullptr},
          {"overdue", clock.overdue}});
    }
    return {{"number", page_.number},
            {"title", page_.title},
            {"workflow", subject_.definition.id},
            {"definition", subject_.definition.hash},
            {"version", page_.version},
            {"facts", std::move(facts)},
            {"clocks", std::move(clocks)}};
  }

  [[nodiscard]] json::object manifest() const {
    json::array files;
    for (const auto& file : page_.files) {
      files.push_back(
          json::object{{"name", file.name}, {"title", file.title}, {"sha256", file.sha256}, {"bytes", file.bytes}});
    }
    return {
        {"number", page_.number}, {"version", page_.version}, {"masked", !rights_.sealed}, {"files", std::move(files)}};
  }

  runtime::CaseService& service_;
  const runtime::Blobs& blobs_;
  const ArchiveWish& wish_;
  CaseSubject subject_;
  CellRights rights_;
  std::vector<core::Event> events_;
  ArchivePage page_;
  std::size_t letters_ = 0;
};

Result<void> log_archive(runtime::CaseService& service, const ArchiveWish& wish, const Archived& made) {
  return service.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    const std::string subject = "case:" + std::to_string(wish.case_id);
    const auto add = [&](const char* action, json::object detail) {
      session.records().add_log({.at = service.clock().now(),
                                 .actor = wish.person,
                                 .action = action,
                                 .subject = subject,
                                 .detail = json::serialize(detail)});
    };
    if (made.opened) add("reveal", {{"reason", wish.reason}, {"export", true}});
    add("export", {{"archive", true}, {"version", made.version}, {"files", made.files}});
    return {};
  });
}

}  // namespace

Result<Archived> write_case_archive(runtime::CaseService& service, const runtime::Blobs& blobs, const ArchiveWish& wish,
                                    const std::string& path) {
  const auto stored = service.open(wish.case_id, wish.visible);
  if (!stored) return stored.error();
  const auto acting = service.acting(stored->state, wish.person, wish.on_behalf_of);
  if (!acting) return acting.error();
  if (!wish.reason.empty() && !core::may_reveal(*acting->definition, acting->context.actor))
    return Error("seal_not_yours");
  auto made = Archive(service, blobs, wish, *stored, *acting).write(path);
  if (!made) return made;
  if (auto logged = log_archive(service, wish, *made); !logged) return logged.error();
  return made;
}

}  // namespace bihuan::ledger

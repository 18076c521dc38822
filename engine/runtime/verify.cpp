#include "engine/runtime/verify.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>

#include "engine/base/hash.h"
#include "engine/core/event_json.h"
#include "engine/expression/json.h"
#include "engine/runtime/audit.h"
#include "engine/runtime/loading.h"
#include "engine/runtime/projection.h"

namespace bihuan::runtime {
namespace {

namespace json = boost::json;

constexpr std::size_t most_findings = 1000;
constexpr std::size_t verify_batch = 512;

class Verifier {
 public:
  explicit Verifier(const VerifyParts& parts) : parts_(parts), session_(parts.store.read()) {}

  VerifyReport run() {
    history();
    log();
    cases();
    attachments();
    return std::move(report_);
  }

 private:
  void find(const char* code, std::string place, std::string detail = {}) {
    if (report_.findings.size() < most_findings)
      report_.findings.push_back({code, std::move(place), std::move(detail)});
  }

  // The rows in the order of their ids: nothing missing between them, and every signed root on the way fits.
  void history() {
    std::map<std::int64_t, std::vector<Checkpoint>> signed_at;
    const auto own = session_->cases().checkpoints();
    for (const auto* list : {&own, &parts_.kept_elsewhere}) {
      for (const auto& checkpoint : *list) {
        ++report_.checkpoints;
        const auto place = "checkpoint " + std::to_string(checkpoint.id);
        if (!signature_holds(checkpoint)) find("finding_signature", place);
        if (parts_.sealing != nullptr && checkpoint.public_key != checkpoint_public_key(parts_.sealing->keys())) {
          find("finding_other_key", place);
        }
        signed_at[checkpoint.last_history].push_back(checkpoint);
      }
    }
    Root root;
    const auto look = [&](std::int64_t id) {
      const auto found = signed_at.find(id);
      if (found == signed_at.end()) return;
      for (const auto& checkpoint : found->second) {
        if (checkpoint.root != root.value())
          find("finding_root_differs", "checkpoint " + std::to_string(checkpoint.id));
      }
      signed_at.erase(found);
    };
    look(0);
    for (;;) {
      const auto rows = session_->cases().all_history(root.last(), verify_batch);
      if (rows.empty()) break;
      for (const auto& row : rows) {
        if (row.id != root.last() + 1) find("finding_row_missing", "history " + std::to_string(root.last() + 1));
        root.add(row);
        ++report_.history_rows;
        look(row.id);
      }
    }
    for (const auto& [last, checkpoints] : signed_at) {
      find("finding_tail_cut", "checkpoint " + std::to_string(checkpoints.front().id), std::to_string(last));
    }
    report_.root = to_hex(root.value());
    report_.last_history = root.last();
  }

  void log() {
    if (const auto broken = session_->records().first_broken_log_entry()) {
      find("finding_log_broken", "log " + std::to_string(*broken));
    }
  }

  void cases() {
    CaseQuery everything;
    everything.visible.all = true;
    everything.sort = CaseQuery::Sort::oldest;
    // All in one session: beside a running server another one would see a later state.
    session_->cases().scan(everything, [&](const CaseRecord& record) {
      ++report_.cases;
      one_case(session_->cases(), record);
      return true;
    });
    surplus_rows();
  }

  // Every row that a case asks for was looked up; are there rows that none asks for?
  void surplus_rows() {
    std::int64_t timers = 0, tasks = 0;
    session_->cases().scan_timers([&](const TimerRow&) { ++timers; });
    session_->cases().scan_tasks([&](const TaskRow&) { ++tasks; });
    if (timers > timers_found_) {
      session_->cases().scan_timers([&](const TimerRow& row) { asked_for(row, timer_rows, "finding_timers_differ"); });
    }
    if (tasks > tasks_found_) {
      session_->cases().scan_tasks([&](const TaskRow& row) { asked_for(row, task_rows, "finding_tasks_differ"); });
    }
  }

  template <class Row>
  void asked_for(const Row& row, std::vector<Row> (*rows_of)(const core::Definition&, const core::CaseState&),
                 const char* code) {
    auto record = session_->cases().load(row.case_id);
    if (record) {
      const auto loaded = read_case(session_->cases(), parts_.definitions, sealing(), std::move(*record));
      if (!loaded) return;  // told already
      const auto rows = rows_of(*loaded->definition, loaded->state);
      if (std::find(rows.begin(), rows.end(), row) != rows.end()) return;
    }
    find(code, "case " + std::to_string(row.case_id));
  }

  void one_case(CaseReads& reads, const CaseRecord& record) {
    const auto place = "case " + std::to_string(record.row.id);
    const auto definition = parts_.definitions.by_hash(record.row.definition_hash);
    if (!definition) return find("finding_definition", place, definition.error().message());
    std::map<std::string, std::string> commitments;  // record → commitment
    core::CaseState state;
    state.id = record.row.id;
    std::string head;
    Millis updated_at = 0;
    for (std::int64_t last = 0;;) {
      auto rows = reads.history(record.row.id, last, verify_batch);
      std::erase_if(rows, [&](const auto& row) { return row.first_seq <= last; });
      if (rows.empty()) break;
      for (const auto& row : rows) {
        const auto where = place + ", event " + std::to_string(row.first_seq);
        if (row.first_seq != last + 1) return find("finding_event_missing", where);
        if (chain_hash(head, row) != row.hash) return find("finding_chain_broken", where);
        head = row.hash;
        updated_at = row.at;
        const auto folded = fold(**definition, reads, row, state, commitments);
        if (!folded) return find("finding_event_unreadable", where, folded.error().message());
        last = *folded;
      }
    }
    if (head != record.head) return find("finding_head_differs", place);
    compare(**definition, reads, record, state, updated_at);
    sealed(reads, record.row.id, commitments);
  }

  // Folds the events of one row into the state; answers the last event's number.
  Result<std::int64_t> fold(const core::Definition& definition, CaseReads& reads, const HistoryRow& row,
                            core::CaseState& state, std::map<std::string, std::string>& commitments) {
    const auto find = [&](std::string_view id) { return parts_.sealing ? reads.sealed(id) : std::nullopt; };
    auto bodies = core::events_from_json(definition, row.body, unsealing(sealing(), find));
    if (!bodies) return bodies.error();
    note_commitments(json::parse(row.body), commitments);
    std::int64_t seq = row.first_seq;
    for (auto& body : *bodies) {
      state = core::apply(definition, std::move(state),
                          {seq, row.at, row.actor, row.actor_unit, row.on_behalf_of, std::move(body)});
      ++report_.events;
      ++seq;
    }
    return seq - 1;
  }

  static void note_commitments(const json::value& value, std::map<std::string, std::string>& out) {
    if (value.is_array()) {
      for (const auto& item : value.get_array()) note_commitments(item, out);
    }
    if (!value.is_object()) return;
    const auto& object = value.get_object();
    const auto text = [&](const char* name) -> std::string {
      const auto* found = object.if_contains(name);
      return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
    };
    const auto id = text("$sealed").empty() ? text("record") : text("$sealed");
    if (!id.empty() && !text("commitment").empty()) out[id] = text("commitment");
    for (const auto& member : object) note_commitments(member.value(), out);
  }

  void compare(const core::Definition& definition, CaseReads& reads, const CaseRecord& record,
               const core::CaseState& state, Millis updated_at) {
    const auto place = "case " + std::to_string(record.row.id);
    // Personal values are compared by their commitments; here they are left out on both sides.
    const auto made = expression::parse_plain_json(core::to_json_text(definition, state));
    const auto stored = expression::parse_plain_json(record.state);
    auto differs = stored ? beyond(*made, *stored, personal_fields(definition)) : stored.error().message();
    if (!differs) differs = beyond(*stored, *made, personal_fields(definition));
    if (differs) find("finding_state_differs", place, *differs);
    auto row = row_of(definition, state, updated_at);
    if (!columns_equal(row, record.row)) find("finding_row_differs", place);
    const auto stored_rows = [&](const auto& rows, std::int64_t& found) {
      const auto present = std::count_if(rows.begin(), rows.end(), [&](const auto& each) { return reads.has(each); });
      found += present;
      return present == static_cast<std::ptrdiff_t>(rows.size());
    };
    if (!stored_rows(timer_rows(definition, state), timers_found_)) find("finding_timers_differ", place);
    if (!stored_rows(task_rows(definition, state), tasks_found_)) find("finding_tasks_differ", place);
  }

  using Names = std::set<std::string, std::less<>>;

  // The first member or field of one state that the other has not, or has otherwise.
  static std::optional<std::string> beyond(const expression::Value& one, const expression::Value& other,
                                           const Names& personal) {
    const auto fields = [](const expression::Value& state) {
      const auto* found = state.field("fields");
      return found != nullptr ? *found : expression::Value();
    };
    if (auto member = first_beyond(one, other, {"fields"})) return member;
    return first_beyond(fields(one), fields(other), personal);
  }
  static std::optional<std::string> first_beyond(const expression::Value& one, const expression::Value& other,
                                                 const Names& passed_over) {
    if (!one.is(expression::Kind::map)) return std::nullopt;
    for (const auto& [key, value] : one.as_map().entries()) {
      const auto* found = other.field(key.as_string());
      if (found != nullptr && identical(value, *found)) continue;
      if (!passed_over.contains(key.as_string())) return key.as_string();
    }
    return std::nullopt;
  }

  // The title is made when the text changes, with the names known then: it is not compared.
  static bool columns_equal(const CaseRow& a, const CaseRow& b) {
    return a.number == b.number && a.workflow == b.workflow && a.version == b.version && a.states == b.states &&
           a.lead_unit == b.lead_unit && a.filed_by == b.filed_by && a.filed_unit == b.filed_unit &&
           a.filed_at == b.filed_at && a.received_at == b.received_at && a.updated_at == b.updated_at &&
           a.closed_at == b.closed_at && a.due == b.due && a.due_clock == b.due_clock && a.overdue == b.overdue &&
           a.supervised == b.supervised && a.place == b.place && a.types == b.types && a.channel == b.channel;
  }

  void sealed(CaseReads& reads, std::int64_t case_id, const std::map<std::string, std::string>& commitments) {
    std::set<std::string> present;
    for (const auto& record : reads.sealed_of(case_id)) {
      ++report_.sealed;
      present.insert(record.id);
      const auto committed = commitments.find(record.id);
      if (parts_.sealing == nullptr || committed == commitments.end()) continue;
      if (!parts_.sealing->matches(record.ciphertext, record.id, committed->second)) {
        find("finding_sealed_changed", "case " + std::to_string(case_id) + ", record " + record.id);
      }
    }
    for (const auto& [id, commitment] : commitments) report_.erased += present.contains(id) ? 0 : 1;
  }

  void attachments() {
    if (parts_.blobs == nullptr) return;
    for (const auto& hash : named_attachments(parts_.store)) {
      ++report_.attachments;
      if (!parts_.blobs->intact(hash)) find("finding_attachment", "attachment " + hash);
    }
  }

  const Sealing& sealing() const {
    static const Sealing none{Keys{}};
    return parts_.sealing != nullptr ? *parts_.sealing : none;
  }

  const VerifyParts& parts_;
  std::unique_ptr<ReadSession> session_;
  VerifyReport report_;
  std::int64_t timers_found_ = 0, tasks_found_ = 0;
};

}  // namespace

VerifyReport verify(const VerifyParts& parts) {
  return Verifier(parts).run();
}

Result<Checkpoint> make_checkpoint(Store& store, Writer& writer, const Keys& keys, Millis at,
                                   const WithCheckpoint& also) {
  Root root;
  {
    auto session = store.read();
    const auto known = session->cases().checkpoints();
    if (!known.empty()) root = Root(known.back());
    for (;;) {
      const auto rows = session->cases().all_history(root.last(), verify_batch);
      if (rows.empty()) break;
      for (const auto& row : rows) root.add(row);
    }
  }
  auto checkpoint = sign_checkpoint(keys, at, root.last(), root.value());
  return writer.run([&](WriteSession& session) -> Result<Checkpoint> {
    checkpoint.id = session.cases().add_checkpoint(checkpoint);
    if (also) also(session, checkpoint);
    return checkpoint;
  });
}

std::string audit_line(const Checkpoint& checkpoint) {
  return json::serialize(json::object{{"checkpoint", checkpoint.id},
                                      {"at", checkpoint.at},
                                      {"last_history", checkpoint.last_history},
                                      {"root", to_hex(checkpoint.root)},
                                      {"public_key", to_hex(checkpoint.public_key)},
                                      {"signature", to_hex(checkpoint.signature)}});
}

void export_audit(Store& store, const std::function<void(std::string_view line)>& out) {
  auto session = store.read();
  Root root;
  for (;;) {
    const auto rows = session->cases().all_history(root.last(), verify_batch);
    if (rows.empty()) break;
    for (const auto& row : rows) {
      root.add(row);
      out(json::serialize(json::object{{"history", row.id},
                                       {"case", row.case_id},
                                       {"seq", row.first_seq},
                                       {"at", row.at},
                                       {"actor", row.actor},
                                       {"unit", row.actor_unit},
                                       {"on_behalf_of", row.on_behalf_of},
                                       {"body", row.body},  // as text: these bytes are what was hashed
                                       {"hash", to_hex(row.hash)}}));
    }
  }
  for (const auto& each : session->cases().checkpoints()) out(audit_line(each));
  out(json::serialize(json::object{{"root", to_hex(root.value())}, {"last_history", root.last()}}));
}

namespace {

std::string bytes_of_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  }
  return out;
}

}  // namespace

Result<std::vector<Checkpoint>> read_exported_checkpoints(std::string_view text) {
  std::vector<Checkpoint> found;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    boost::system::error_code bad;
    const auto parsed = json::parse({line.data(), line.size()}, bad);
    if (bad || !parsed.is_object() || !parsed.get_object().contains("checkpoint")) continue;
    try {
      const auto& object = parsed.get_object();
      const auto hex = [&](const char* name) { return bytes_of_hex(std::string(object.at(name).as_string())); };
      found.push_back({object.at("checkpoint").to_number<std::int64_t>(), object.at("at").to_number<std::int64_t>(),
                       object.at("last_history").to_number<std::int64_t>(), hex("root"), hex("public_key"),
                       hex("signature")});
    } catch (const std::exception&) {
      return Error("checkpoints_unreadable");
    }
  }
  return found;
}

std::vector<std::string> named_attachments(Store& store) {
  std::set<std::string> hashes;
  CaseQuery everything;
  everything.visible.all = true;
  store.read()->cases().scan(everything, [&](const CaseRecord& record) {
    if (record.state.find("\"attachments\"") == std::string::npos) return true;
    const auto state = json::parse(record.state);
    const auto* attachments = state.as_object().if_contains("attachments");
    if (attachments == nullptr) return true;
    for (const auto& each : attachments->as_array()) {
      hashes.emplace(each.at("hash").as_string().data(), each.at("hash").as_string().size());
    }
    return true;
  });
  return {hashes.begin(), hashes.end()};
}

}  // namespace bihuan::runtime

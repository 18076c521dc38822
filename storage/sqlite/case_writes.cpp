#include "storage/sqlite/case_columns.h"
#include "storage/sqlite/cases.h"

namespace bihuan::sqlite {
namespace {

std::int64_t due_of(const runtime::CaseRow& row) {
  return row.due.value_or(no_due);
}

std::optional<std::string> place_text(const runtime::CaseRow& row) {
  return row.place ? std::optional(row.place->text) : std::nullopt;
}
std::optional<double> lat_of(const runtime::CaseRow& row) {
  return row.place ? std::optional(row.place->lat) : std::nullopt;
}
std::optional<double> lon_of(const runtime::CaseRow& row) {
  return row.place ? std::optional(row.place->lon) : std::nullopt;
}

}  // namespace

std::int64_t Cases::next_case_id() {
  return next_in_series("case id");
}

std::int64_t Cases::next_in_series(std::string_view series) {
  auto rows = db_.statement(
                     "INSERT INTO series (name, last) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 "
                     "RETURNING last")
                  .query(series);
  if (!rows.next()) throw std::logic_error("a series gave no number");
  const auto number = rows.integer(0);
  if (rows.next()) throw std::logic_error("a series gave two numbers");  // the step to the end finishes the statement
  return number;
}

void Cases::insert_case(const runtime::CaseChange& change) {
  const auto& row = change.record.row;
  db_.statement(
         "INSERT INTO cases (id, number, workflow, definition, version, states, lead_unit, due, due_clock, overdue, "
         "closed_at, updated_at, filed_at, received_at, filed_by, filed_unit, supervised, title, place, lat, lon, "
         "types, channel, head, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
         "?, ?)")
      .execute(row.id, row.number, row.workflow, row.definition_hash, row.version, join(row.states), row.lead_unit,
               due_of(row), row.due_clock, row.overdue, row.closed_at, row.updated_at, row.filed_at, row.received_at,
               row.filed_by, row.filed_unit, row.supervised, row.title, place_text(row), lat_of(row), lon_of(row),
               join(row.types), row.channel, Blob{change.record.head}, change.record.state);
}

// SQLite rewrites an index entry whenever its column is named in SET, changed or not: so only what changed is named.
bool Cases::update_case(const runtime::CaseChange& change) {
  const auto& row = change.record.row;
  const auto& before = change.before;
  const bool board = row.states != before.states || row.lead_unit != before.lead_unit || row.due != before.due ||
                     row.due_clock != before.due_clock || row.closed_at != before.closed_at;
  std::int64_t changed = 0;
  if (board) {
    changed = db_.statement(
                     "UPDATE cases SET version = ?, overdue = ?, updated_at = ?, supervised = ?, head = ?, state = ?, "
                     "states = ?, lead_unit = ?, due = ?, due_clock = ?, closed_at = ? WHERE id = ? AND version = ?")
                  .execute(row.version, row.overdue, row.updated_at, row.supervised, Blob{change.record.head},
                           change.record.state, join(row.states), row.lead_unit, due_of(row), row.due_clock,
                           row.closed_at, row.id, before.version);
  } else {
    changed = db_.statement(
                     "UPDATE cases SET version = ?, overdue = ?, updated_at = ?, supervised = ?, head = ?, state = ? "
                     "WHERE id = ? AND version = ?")
                  .execute(row.version, row.overdue, row.updated_at, row.supervised, Blob{change.record.head},
                           change.record.state, row.id, before.version);
  }
  if (changed != 1) return false;
  if (row.title != before.title || row.types != before.types || row.channel != before.channel) {
    db_.statement("UPDATE cases SET title = ?, types = ?, channel = ? WHERE id = ?")
        .execute(row.title, join(row.types), row.channel, row.id);
  }
  if (row.place != before.place) {
    db_.statement("UPDATE cases SET place = ?, lat = ?, lon = ? WHERE id = ?")
        .execute(place_text(row), lat_of(row), lon_of(row), row.id);
  }
  return true;
}

void Cases::write_projections(const runtime::CaseChange& change) {
  const auto& row = change.record.row;
  for (const auto& timer : change.timers_removed) {
    db_.statement("DELETE FROM timers WHERE due = ? AND case_id = ? AND timer = ?")
        .execute(timer.due, timer.case_id, timer.timer);
  }
  for (const auto& timer : change.timers_added) {
    db_.statement("INSERT INTO timers (due, case_id, timer) VALUES (?, ?, ?)")
        .execute(timer.due, timer.case_id, timer.timer);
  }
  for (const auto& task : change.tasks_removed) {
    db_.statement("DELETE FROM tasks WHERE unit = ? AND open = ? AND case_id = ? AND task = ?")
        .execute(task.unit, task.open, task.case_id, task.task);
  }
  for (const auto& task : change.tasks_added) {
    db_.statement("INSERT INTO tasks (unit, open, case_id, task, person, kind) VALUES (?, ?, ?, ?, ?, ?)")
        .execute(task.unit, task.open, task.case_id, task.task, task.person, task.kind);
  }
  const auto states = join(row.states);
  if (configurations_.emplace(row.workflow, states).second) {
    db_.statement("INSERT OR IGNORE INTO configurations (workflow, states) VALUES (?, ?)")
        .execute(row.workflow, states);
    new_configurations_.emplace_back(row.workflow, states);
  }
}

bool Cases::write(const runtime::CaseChange& change) {
  if (change.created) {
    insert_case(change);
  } else if (!update_case(change)) {
    return false;
  }
  db_.statement(
         "INSERT INTO history (case_id, seq, at, actor, actor_unit, on_behalf_of, body, hash) VALUES (?, ?, ?, ?, ?, "
         "?, ?, ?)")
      .execute(change.record.row.id, change.first_seq, change.at, change.actor, change.actor_unit, change.on_behalf_of,
               change.body, Blob{change.record.head});
  write_projections(change);
  if (change.search_text) pending_texts_.emplace_back(change.record.row.id, *change.search_text);
  return true;
}

Cases::Mark Cases::mark() const {
  return {pending_texts_.size(), new_configurations_.size()};
}

void Cases::forget_since(const Mark& mark) {
  pending_texts_.resize(mark.texts);
  for (std::size_t i = mark.configurations; i < new_configurations_.size(); ++i) {
    configurations_.erase(new_configurations_[i]);
  }
  new_configurations_.resize(mark.configurations);
}

void Cases::index_pending_texts() {
  for (const auto& [id, text] : pending_texts_) {
    if (const auto before = search_text(id)) {
      db_.statement("INSERT INTO search (search, rowid, body) VALUES ('delete', ?, ?)").execute(id, *before);
    }
    db_.statement(
           "INSERT INTO search_texts (case_id, body) VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET body = "
           "excluded.body")
        .execute(id, text);
    db_.statement("INSERT INTO search (rowid, body) VALUES (?, ?)").execute(id, text);
  }
}

void Cases::committed() {
  pending_texts_.clear();
  new_configurations_.clear();
}

void Cases::add_request(const runtime::StoredRequest& request) {
  db_.statement(
         "INSERT INTO requests (person, request, body_hash, case_id, version, first_seq, last_seq, at) VALUES (?, ?, "
         "?, ?, ?, ?, ?, ?)")
      .execute(request.person, request.request_id, request.body_hash, request.case_id, request.version,
               request.first_seq, request.last_seq, request.at);
}

std::int64_t Cases::delete_requests_before(runtime::Millis at) {
  return db_.statement("DELETE FROM requests WHERE at < ?").execute(at);
}

void Cases::add_sealed(const runtime::SealedRecord& record) {
  db_.statement("INSERT INTO sealed (id, case_id, kind, ciphertext) VALUES (?, ?, ?, ?)")
      .execute(record.id, record.case_id, record.kind, Blob{record.ciphertext});
  for (const auto& value : record.indexes) {
    db_.statement("INSERT OR IGNORE INTO blind_index (value, case_id, sealed_id) VALUES (?, ?, ?)")
        .execute(value, record.case_id, record.id);
  }
}

void Cases::replace_sealed(std::string_view id, std::string_view ciphertext) {
  db_.run("PRAGMA secure_delete = ON");
  db_.statement("UPDATE sealed SET ciphertext = ? WHERE id = ?").execute(Blob{ciphertext}, id);
}

std::int64_t Cases::erase_sealed(const std::vector<std::string>& ids) {
  // From here to the commit freed bytes are overwritten with zeros.
  db_.run("PRAGMA secure_delete = ON");
  std::int64_t erased = 0;
  for (const auto& id : ids) {
    db_.statement("DELETE FROM blind_index WHERE sealed_id = ?").execute(id);
    erased += db_.statement("DELETE FROM sealed WHERE id = ?").execute(id);
  }
  return erased;
}

std::int64_t Cases::add_checkpoint(const runtime::Checkpoint& checkpoint) {
  db_.statement("INSERT INTO checkpoints (at, last_history, root, public_key, signature) VALUES (?, ?, ?, ?, ?)")
      .execute(checkpoint.at, checkpoint.last_history, Blob{checkpoint.root}, Blob{checkpoint.public_key},
               Blob{checkpoint.signature});
  return db_.last_insert_rowid();
}

}  // namespace bihuan::sqlite

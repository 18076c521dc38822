-- The first schema. Instants are UTC milliseconds; booleans 0 or 1; JSON is text.
-- Every row and index is written in each person's transaction, so each one says what asks for it.

-- One row a case: its columns serve lists, `state` is the whole state as JSON (declared fields are in it).
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  workflow TEXT NOT NULL,
  definition TEXT NOT NULL,               -- hash of the text it runs on
  version INTEGER NOT NULL,
  states TEXT NOT NULL,                   -- active leaf states, sorted, comma between
  lead_unit TEXT NOT NULL,
  due INTEGER NOT NULL,                   -- end of its earliest running clock; 2^63-1: nothing runs
  due_clock TEXT NOT NULL,
  overdue INTEGER NOT NULL,
  closed_at INTEGER,
  updated_at INTEGER NOT NULL,
  filed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  filed_by TEXT NOT NULL,
  filed_unit TEXT NOT NULL,
  supervised INTEGER NOT NULL,
  title TEXT NOT NULL,
  place TEXT,
  lat REAL,
  lon REAL,
  types TEXT NOT NULL,                    -- comma between
  channel TEXT NOT NULL,
  head BLOB NOT NULL,                     -- hash of its last history row
  state TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_number ON cases (number);
CREATE INDEX cases_board ON cases (lead_unit, states, due);             -- a unit's board
CREATE INDEX cases_due ON cases (due) WHERE closed_at IS NULL;          -- what is due next, over all units
CREATE INDEX cases_reporter ON cases (filed_by);                        -- "my reports"
CREATE INDEX cases_near ON cases (lat, lon) WHERE lat IS NOT NULL;      -- the history of a place; written at filing

-- The sets of leaf states that occur, so that a filter by one state becomes an exact match in cases_board.
CREATE TABLE configurations (
  workflow TEXT NOT NULL,
  states TEXT NOT NULL,
  PRIMARY KEY (workflow, states)
) STRICT, WITHOUT ROWID;

-- The history: one row a command, with all its events. Append-only; a hash chain per case.
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,                   -- of the first event in it
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,                    -- empty: the system
  actor_unit TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL,
  body TEXT NOT NULL,                     -- JSON array of events
  hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX history_case ON history (case_id, seq);
CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history BEGIN
  SELECT raise(ABORT, 'history is append-only');
END;
CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history BEGIN
  SELECT raise(ABORT, 'history is append-only');
END;

-- Timers: one tree, in the order in which they fall due.
CREATE TABLE timers (
  due INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  timer TEXT NOT NULL,
  PRIMARY KEY (due, case_id, timer)
) STRICT, WITHOUT ROWID;

-- What units owe or owed: "my work", and who was involved in a case.
CREATE TABLE tasks (
  unit TEXT NOT NULL,
  open INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  task INTEGER NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (unit, open, case_id, task)
) STRICT, WITHOUT ROWID;

-- Answers already given, for retries; old rows are removed.
CREATE TABLE requests (
  person TEXT NOT NULL,
  request TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, request)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Personal data, as ciphertext; what stands in the chain is a salted commitment.
CREATE TABLE sealed (
  id TEXT PRIMARY KEY,
  case_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  ciphertext BLOB NOT NULL
) STRICT;
CREATE INDEX sealed_case ON sealed (case_id);
CREATE TABLE blind_index (
  value TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  sealed_id TEXT NOT NULL,
  PRIMARY KEY (value, case_id, sealed_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blind_index_sealed ON blind_index (sealed_id);

-- Search: the text of a case without personal data, and its index.
CREATE TABLE search_texts (
  case_id INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (body, content='search_texts', content_rowid='case_id', tokenize='bihuan', detail='none', columnsize=0);

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  last_history INTEGER NOT NULL,
  root BLOB NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TABLE inbox (
  person TEXT NOT NULL,
  id INTEGER NOT NULL,                    -- newest of the person + 1
  at INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  definition TEXT NOT NULL,
  arguments TEXT NOT NULL,
  read INTEGER NOT NULL,
  PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  stable_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  body TEXT NOT NULL,
  state INTEGER NOT NULL,                 -- 0 pending, 1 sent, 2 dead
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,               -- not before; while leased: end of the lease
  sent_at INTEGER,
  last_error TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_pending ON outbox (next_at) WHERE state = 0;
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 2;

-- The directory of people.
CREATE TABLE directory_version (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO directory_version VALUES (1, 1);
CREATE TABLE units (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER
) STRICT;
CREATE TABLE persons (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  phone TEXT NOT NULL,
  mail TEXT NOT NULL,
  active INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT 'zh-CN',
  theme TEXT NOT NULL DEFAULT '',
  text_size TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE roles (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER
) STRICT;
CREATE INDEX roles_person ON roles (person);
CREATE TABLE absences (
  id INTEGER PRIMARY KEY,
  absent TEXT NOT NULL REFERENCES persons (id),
  deputy TEXT NOT NULL REFERENCES persons (id),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE credentials (
  person TEXT PRIMARY KEY REFERENCES persons (id),
  password TEXT NOT NULL,
  totp_secret TEXT NOT NULL,
  must_change INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  locked_until INTEGER,
  changed_at INTEGER NOT NULL,
  one_time TEXT NOT NULL,
  one_time_until INTEGER
) STRICT;
CREATE INDEX credentials_one_time ON credentials (one_time) WHERE one_time <> '';
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  client TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person);
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES persons (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  used_at INTEGER
) STRICT;

-- Definitions, calendars, documents, the log of administration.
CREATE TABLE definitions (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  effective_to TEXT NOT NULL,
  source TEXT NOT NULL,
  deployed_at INTEGER NOT NULL,
  deployed_by TEXT NOT NULL,
  current INTEGER NOT NULL
) STRICT;
CREATE TABLE calendar_years (
  calendar TEXT NOT NULL,
  year INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  announced_at INTEGER NOT NULL,
  announced_by TEXT NOT NULL,
  PRIMARY KEY (calendar, year, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;
CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN
  SELECT raise(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log BEGIN
  SELECT raise(ABORT, 'the log is append-only');
END;

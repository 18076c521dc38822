-- The inbox in the order in which it is written, with one small index: a message to three people then lands on one page
-- and three places of the index, not in the middle of three people's rows.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  definition TEXT NOT NULL,
  arguments TEXT NOT NULL,
  read INTEGER NOT NULL
) STRICT;
INSERT INTO messages (person, at, case_id, number, kind, definition, arguments, read)
  SELECT person, at, case_id, number, kind, definition, arguments, read FROM inbox ORDER BY at, person, id;
DROP TABLE inbox;
ALTER TABLE messages RENAME TO inbox;
CREATE INDEX inbox_person ON inbox (person, id, read);

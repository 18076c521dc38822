-- One message per person and case while it is unread or unsent: the newest sentence stands in the row, the ones before it in `earlier`.
ALTER TABLE inbox ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]';  -- JSON: [{matter, kind, definition, arguments, at}], newest first
CREATE INDEX inbox_unread ON inbox (person, case_id) WHERE read = 0;

ALTER TABLE outbox ADD COLUMN case_id INTEGER NOT NULL DEFAULT 0;  -- 0: not about a case
ALTER TABLE outbox ADD COLUMN leases INTEGER NOT NULL DEFAULT 0;   -- how often it was handed out to be sent
CREATE INDEX outbox_unsent ON outbox (case_id, channel, target) WHERE state = 0 AND leases = 0 AND case_id != 0;

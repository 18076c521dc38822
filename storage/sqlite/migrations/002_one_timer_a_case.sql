-- One timer a case, its earliest: the others follow from its state once that has fired. A transition then touches one
-- place of the tree, not one for every clock that runs.
CREATE TABLE earliest_timers (
  due INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  timer TEXT NOT NULL,
  PRIMARY KEY (due, case_id, timer)
) STRICT, WITHOUT ROWID;
INSERT INTO earliest_timers (due, case_id, timer)
  SELECT due, case_id, timer FROM (
    SELECT due, case_id, timer, row_number() OVER (PARTITION BY case_id ORDER BY due, timer) AS place FROM timers)
  WHERE place = 1 ORDER BY due, case_id, timer;
DROP TABLE timers;
ALTER TABLE earliest_timers RENAME TO timers;

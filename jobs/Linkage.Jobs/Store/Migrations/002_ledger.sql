-- The ledger; one row an event; reads nothing; writes the table, and triggers that keep what was written from being changed. Rows are appended one after the other, each holding the hash of the one before; a row of another table stands under its last event in ledger_by_subject.
CREATE TABLE ledger (
    sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence >= 0),
    instant  TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    actor    TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    previous TEXT    NOT NULL CHECK (length(previous) = 64),
    hash     TEXT    NOT NULL CHECK (length(hash) = 64),
    subtree  TEXT    NOT NULL CHECK (length(subtree) = 64)
) STRICT;

CREATE INDEX ledger_by_subject ON ledger (subject, sequence);

CREATE TRIGGER ledger_follows BEFORE INSERT ON ledger
WHEN NEW.sequence <> (SELECT coalesce(max(sequence) + 1, 0) FROM ledger)
    OR NEW.previous <> coalesce((SELECT hash FROM ledger ORDER BY sequence DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT raise(ABORT, 'an event follows the last one'); END;

CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'an event is never changed'); END;
CREATE TRIGGER ledger_remains BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'an event is never deleted'); END;

-- A row that stands in the place of one with its key would delete that one without firing its trigger; so nothing takes a key that is taken.
CREATE TRIGGER runs_are_new BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = NEW.run_id)
BEGIN SELECT raise(ABORT, 'a run is recorded once'); END;
CREATE TRIGGER runs_stay BEFORE UPDATE ON runs
WHEN OLD.state <> 'Running' OR NEW.run_id <> OLD.run_id OR NEW.project <> OLD.project OR NEW.instant <> OLD.instant OR NEW.started_at <> OLD.started_at OR NEW.process_id <> OLD.process_id
BEGIN SELECT raise(ABORT, 'a run that ended is never changed'); END;
CREATE TRIGGER runs_remain BEFORE DELETE ON runs BEGIN SELECT raise(ABORT, 'a run is never deleted'); END;

CREATE TRIGGER stages_are_new BEFORE INSERT ON stages WHEN EXISTS (SELECT 1 FROM stages WHERE run_id = NEW.run_id AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'a stage is recorded once'); END;
CREATE TRIGGER stages_stay BEFORE UPDATE ON stages
WHEN OLD.finished <> 0 OR NEW.run_id <> OLD.run_id OR NEW.ordinal <> OLD.ordinal OR NEW.name <> OLD.name
BEGIN SELECT raise(ABORT, 'a stage that ended is never changed'); END;
CREATE TRIGGER stages_remain BEFORE DELETE ON stages BEGIN SELECT raise(ABORT, 'a stage is never deleted'); END;

CREATE TRIGGER decisions_are_new BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE run_id = NEW.run_id AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'a decision is recorded once'); END;
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT raise(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT raise(ABORT, 'a decision is never deleted'); END;

CREATE TRIGGER releases_are_new BEFORE INSERT ON releases WHEN EXISTS (SELECT 1 FROM releases WHERE run_id = NEW.run_id AND release_id = NEW.release_id)
BEGIN SELECT raise(ABORT, 'a release is recorded once'); END;
CREATE TRIGGER releases_stay BEFORE UPDATE ON releases BEGIN SELECT raise(ABORT, 'a release is never changed'); END;
CREATE TRIGGER releases_remain BEFORE DELETE ON releases BEGIN SELECT raise(ABORT, 'a release is never deleted'); END;

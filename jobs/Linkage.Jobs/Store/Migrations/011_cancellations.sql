-- A slot can be cancelled, by whom and why; one row an event of a slot, as before; reads and writes slots, which is made anew with every row, since a check cannot be changed. The reason is an officer's own words, never a value of a row.
CREATE TABLE slots_with_cancellations (
    workspace TEXT    NOT NULL,
    project   TEXT    NOT NULL,
    slot      TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 0),
    act       TEXT    NOT NULL CHECK (act IN ('Requested', 'Begun', 'Retried', 'Interrupted', 'CancelRequested', 'Released', 'Refused', 'Failed', 'Overran', 'Cancelled', 'Superseded', 'Skipped')),
    run_id    TEXT,
    code      TEXT,
    person    TEXT,
    reason    TEXT,
    covers    INTEGER NOT NULL CHECK (covers >= 1),
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, project, slot, ordinal),
    CHECK ((act = 'CancelRequested') = (reason IS NOT NULL)),
    CHECK (act <> 'CancelRequested' OR person IS NOT NULL)
) STRICT;

INSERT INTO slots_with_cancellations SELECT workspace, project, slot, ordinal, act, run_id, code, person, NULL, covers, at FROM slots;
DROP TABLE slots;
ALTER TABLE slots_with_cancellations RENAME TO slots;

CREATE INDEX slots_by_run ON slots (run_id);

CREATE TRIGGER slots_is_new BEFORE INSERT ON slots
WHEN EXISTS (SELECT 1 FROM slots WHERE workspace = NEW.workspace AND project = NEW.project AND slot = NEW.slot AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what became of a slot is recorded once'); END;
CREATE TRIGGER slots_stays BEFORE UPDATE ON slots BEGIN SELECT raise(ABORT, 'what became of a slot is never changed'); END;
CREATE TRIGGER slots_remains BEFORE DELETE ON slots BEGIN SELECT raise(ABORT, 'what became of a slot is never deleted'); END;

-- What became of the slots of schedules, and what people said of schedules; one row an event; reads nothing; writes the tables and triggers that keep what was written from being changed. Holds project ids, run ids, instants, codes and person ids, never a value of a row.
CREATE TABLE slots (
    workspace TEXT    NOT NULL,
    project   TEXT    NOT NULL,
    slot      TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 0),
    act       TEXT    NOT NULL CHECK (act IN ('Requested', 'Begun', 'Retried', 'Interrupted', 'Released', 'Refused', 'Failed', 'Overran', 'Superseded', 'Skipped')),
    run_id    TEXT,
    code      TEXT,
    person    TEXT,
    covers    INTEGER NOT NULL CHECK (covers >= 1),
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, project, slot, ordinal)
) STRICT;

CREATE TABLE schedules (
    workspace TEXT    NOT NULL,
    project   TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 0),
    act       TEXT    NOT NULL CHECK (act IN ('Seen', 'Paused', 'Resumed')),
    person    TEXT,
    reason    TEXT,
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, project, ordinal)
) STRICT;

CREATE TRIGGER slots_is_new BEFORE INSERT ON slots
WHEN EXISTS (SELECT 1 FROM slots WHERE workspace = NEW.workspace AND project = NEW.project AND slot = NEW.slot AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what became of a slot is recorded once'); END;
CREATE TRIGGER slots_stays BEFORE UPDATE ON slots BEGIN SELECT raise(ABORT, 'what became of a slot is never changed'); END;
CREATE TRIGGER slots_remains BEFORE DELETE ON slots BEGIN SELECT raise(ABORT, 'what became of a slot is never deleted'); END;

CREATE TRIGGER schedules_is_new BEFORE INSERT ON schedules
WHEN EXISTS (SELECT 1 FROM schedules WHERE workspace = NEW.workspace AND project = NEW.project AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what was said of a schedule is recorded once'); END;
CREATE TRIGGER schedules_stays BEFORE UPDATE ON schedules BEGIN SELECT raise(ABORT, 'what was said of a schedule is never changed'); END;
CREATE TRIGGER schedules_remains BEFORE DELETE ON schedules BEGIN SELECT raise(ABORT, 'what was said of a schedule is never deleted'); END;

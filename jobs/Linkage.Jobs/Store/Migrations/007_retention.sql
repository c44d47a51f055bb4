-- What was wiped because its time had come; one row a set or release; reads nothing; writes the table, and triggers that keep what was written from being changed. Holds places, digests, dates and sizes, never a value of a row.
CREATE TABLE retention (
    workspace TEXT    NOT NULL,
    place     TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL,
    seal      TEXT    NOT NULL CHECK (length(seal) = 64),
    since     TEXT    NOT NULL,
    due       TEXT    NOT NULL,
    basis     TEXT    NOT NULL,
    bytes     INTEGER NOT NULL CHECK (bytes >= 0),
    at        TEXT    NOT NULL CHECK (at >= due),
    PRIMARY KEY (workspace, place, ordinal)
) STRICT;

CREATE TRIGGER retention_is_new BEFORE INSERT ON retention
WHEN EXISTS (SELECT 1 FROM retention WHERE workspace = NEW.workspace AND place = NEW.place AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what was wiped is recorded once'); END;
CREATE TRIGGER retention_stays BEFORE UPDATE ON retention BEGIN SELECT raise(ABORT, 'what was wiped is never changed'); END;
CREATE TRIGGER retention_remains BEFORE DELETE ON retention BEGIN SELECT raise(ABORT, 'what was wiped is never deleted'); END;

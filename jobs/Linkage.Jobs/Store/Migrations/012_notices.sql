-- Who was told of what: the outbox of notices; one row an event of a notice to a recipient; reads nothing; writes the table and the triggers that keep what was written from being changed. Holds names of roles, ids, instants, codes and counts, never an address and never a value of a row.
CREATE TABLE notices (
    workspace TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    notice    TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 0),
    act       TEXT    NOT NULL CHECK (act IN ('Added', 'Queued', 'Begun', 'Broken', 'Sent', 'GivenUp')),
    subject   TEXT,
    facts     TEXT,
    message   TEXT,
    code      TEXT,
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, recipient, notice, ordinal),
    CHECK ((act = 'Queued') = (facts IS NOT NULL)),
    CHECK ((act = 'Queued') = (subject IS NOT NULL)),
    CHECK ((act IN ('Added', 'Queued')) = (ordinal = 0)),
    CHECK ((act = 'Added') = (notice = ''))
) STRICT;

CREATE TRIGGER notices_is_new BEFORE INSERT ON notices
WHEN EXISTS (SELECT 1 FROM notices WHERE workspace = NEW.workspace AND recipient = NEW.recipient AND notice = NEW.notice AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what became of a notice is recorded once'); END;
CREATE TRIGGER notices_stays BEFORE UPDATE ON notices BEGIN SELECT raise(ABORT, 'what became of a notice is never changed'); END;
CREATE TRIGGER notices_remains BEFORE DELETE ON notices BEGIN SELECT raise(ABORT, 'what became of a notice is never deleted'); END;

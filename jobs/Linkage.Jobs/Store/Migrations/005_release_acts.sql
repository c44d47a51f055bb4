-- What happened to releases after they were published; one row an act: a collection, a withdrawal, an attestation that every copy was destroyed; reads nothing; writes the table, and triggers that keep what was written from being changed. Holds ids, hashes, signatures and the words of those who act, never a row of a release.
CREATE TABLE release_acts (
    release_id  TEXT    NOT NULL,
    ordinal     INTEGER NOT NULL,
    act         TEXT    NOT NULL CHECK (act IN ('Collected', 'Withdrawn', 'Attested')),
    statement   TEXT    NOT NULL CHECK (length(statement) = 64),
    person      TEXT    NOT NULL,
    at          TEXT    NOT NULL,
    team        TEXT    NULL,
    reason      TEXT    NULL,
    opening_key TEXT    NULL CHECK (length(opening_key) = 64),
    place       TEXT    NULL,
    signature   TEXT    NULL,
    workspace   TEXT    NULL,
    PRIMARY KEY (release_id, ordinal),
    CHECK ((act = 'Withdrawn') = (signature IS NULL)),
    CHECK ((act = 'Withdrawn') = (team IS NULL)),
    CHECK ((act = 'Collected') = (reason IS NULL)),
    CHECK ((act = 'Collected') = (place IS NOT NULL)),
    CHECK (act = 'Collected' OR opening_key IS NULL)
) STRICT;

CREATE TRIGGER release_acts_are_new BEFORE INSERT ON release_acts
WHEN EXISTS (SELECT 1 FROM release_acts WHERE release_id = NEW.release_id AND ordinal = NEW.ordinal)
    OR (NEW.act = 'Withdrawn' AND EXISTS (SELECT 1 FROM release_acts WHERE release_id = NEW.release_id AND act = 'Withdrawn'))
BEGIN SELECT raise(ABORT, 'an act is recorded once, and a release is withdrawn once'); END;
CREATE TRIGGER release_acts_stay BEFORE UPDATE ON release_acts BEGIN SELECT raise(ABORT, 'what happened to a release is never changed'); END;
CREATE TRIGGER release_acts_remain BEFORE DELETE ON release_acts BEGIN SELECT raise(ABORT, 'what happened to a release is never deleted'); END;

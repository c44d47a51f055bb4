-- Grants of runs, and what was done with their keys; one row a grant of a run, an act with a grant secret; reads nothing; writes the two tables, and triggers that keep what was written from being changed. Holds ids, hashes, codes and instants, never a byte of a key.
CREATE TABLE grants (
    run_id        TEXT    NOT NULL REFERENCES runs (run_id),
    ordinal       INTEGER NOT NULL,
    grant_id      TEXT    NOT NULL,
    content_hash  TEXT    NOT NULL CHECK (length(content_hash) = 64),
    rule_id       TEXT    NOT NULL,
    rule_version  INTEGER NOT NULL,
    rule_hash     TEXT    NOT NULL,
    effective_end TEXT    NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) STRICT;

-- Found: a secret that is used and that this store saw nobody make, because the key folder was brought here or a run was killed between the making and the telling.
CREATE TABLE key_events (
    run_id        TEXT    NOT NULL REFERENCES runs (run_id),
    ordinal       INTEGER NOT NULL,
    act           TEXT    NOT NULL CHECK (act IN ('Made', 'Found', 'Used', 'Destroyed')),
    key_id        TEXT    NOT NULL,
    content_hash  TEXT    NOT NULL CHECK (length(content_hash) = 64),
    rule_id       TEXT    NOT NULL,
    rule_version  INTEGER NOT NULL,
    rule_hash     TEXT    NOT NULL,
    field         TEXT    NULL CHECK (field IN ('Person', 'Household')),
    reason        TEXT    NULL,
    destroyed_at  TEXT    NULL,
    PRIMARY KEY (run_id, ordinal),
    CHECK ((act = 'Used') = (field IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (reason IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (destroyed_at IS NOT NULL))
) STRICT;

CREATE INDEX key_events_by_key ON key_events (key_id, act);

CREATE TRIGGER grants_are_new BEFORE INSERT ON grants WHEN EXISTS (SELECT 1 FROM grants WHERE run_id = NEW.run_id AND (ordinal = NEW.ordinal OR grant_id = NEW.grant_id))
BEGIN SELECT raise(ABORT, 'a grant is recorded once'); END;
CREATE TRIGGER grants_stay BEFORE UPDATE ON grants BEGIN SELECT raise(ABORT, 'a grant is never changed'); END;
CREATE TRIGGER grants_remain BEFORE DELETE ON grants BEGIN SELECT raise(ABORT, 'a grant is never deleted'); END;

CREATE TRIGGER key_events_are_new BEFORE INSERT ON key_events
WHEN EXISTS (SELECT 1 FROM key_events WHERE run_id = NEW.run_id AND ordinal = NEW.ordinal)
    OR (NEW.act <> 'Used' AND EXISTS (SELECT 1 FROM key_events WHERE key_id = NEW.key_id AND act = NEW.act))
BEGIN SELECT raise(ABORT, 'what was done with a key is recorded once'); END;
CREATE TRIGGER key_events_stay BEFORE UPDATE ON key_events BEGIN SELECT raise(ABORT, 'what was done with a key is never changed'); END;
CREATE TRIGGER key_events_remain BEFORE DELETE ON key_events BEGIN SELECT raise(ABORT, 'what was done with a key is never deleted'); END;

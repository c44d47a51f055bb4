-- Keys of grants may deal out the arms of a trial; one row an act with a grant secret, as before; reads and writes key_events, which is made anew with every row, since a check cannot be changed.
CREATE TABLE key_events_of_trials (
    run_id        TEXT    NOT NULL REFERENCES runs (run_id),
    ordinal       INTEGER NOT NULL,
    act           TEXT    NOT NULL CHECK (act IN ('Made', 'Found', 'Used', 'Destroyed')),
    key_id        TEXT    NOT NULL,
    content_hash  TEXT    NOT NULL CHECK (length(content_hash) = 64),
    rule_id       TEXT    NOT NULL,
    rule_version  INTEGER NOT NULL,
    rule_hash     TEXT    NOT NULL,
    field         TEXT    NULL CHECK (field IN ('Person', 'Household', 'Arm')),
    reason        TEXT    NULL,
    destroyed_at  TEXT    NULL,
    PRIMARY KEY (run_id, ordinal),
    CHECK ((act = 'Used') = (field IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (reason IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (destroyed_at IS NOT NULL))
) STRICT;

INSERT INTO key_events_of_trials SELECT run_id, ordinal, act, key_id, content_hash, rule_id, rule_version, rule_hash, field, reason, destroyed_at FROM key_events;
DROP TABLE key_events;
ALTER TABLE key_events_of_trials RENAME TO key_events;

CREATE INDEX key_events_by_key ON key_events (key_id, act);

CREATE TRIGGER key_events_are_new BEFORE INSERT ON key_events
WHEN EXISTS (SELECT 1 FROM key_events WHERE run_id = NEW.run_id AND ordinal = NEW.ordinal)
    OR (NEW.act <> 'Used' AND EXISTS (SELECT 1 FROM key_events WHERE key_id = NEW.key_id AND act = NEW.act))
BEGIN SELECT raise(ABORT, 'what was done with a key is recorded once'); END;
CREATE TRIGGER key_events_stay BEFORE UPDATE ON key_events BEGIN SELECT raise(ABORT, 'what was done with a key is never changed'); END;
CREATE TRIGGER key_events_remain BEFORE DELETE ON key_events BEGIN SELECT raise(ABORT, 'what was done with a key is never deleted'); END;

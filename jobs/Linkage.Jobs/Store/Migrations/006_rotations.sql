-- What happened to key epochs; one row an act: a signed approval of its end, or the end; reads nothing; writes the table, and triggers that keep what was written from being changed. Holds ids, names of keys, signatures and the words of those who approve, never a key.
CREATE TABLE rotations (
    key_id    TEXT    NOT NULL CHECK (length(key_id) = 32),
    workspace TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL,
    act       TEXT    NOT NULL CHECK (act IN ('Approved', 'Ended')),
    epoch     INTEGER NOT NULL CHECK (epoch > 0),
    at        TEXT    NOT NULL,
    person    TEXT    NULL,
    role      TEXT    NULL,
    reason    TEXT    NULL,
    signature TEXT    NULL,
    carried   INTEGER NULL,
    PRIMARY KEY (key_id, workspace, ordinal),
    CHECK ((act = 'Approved') = (person IS NOT NULL)),
    CHECK ((act = 'Approved') = (role IS NOT NULL)),
    CHECK ((act = 'Approved') = (reason IS NOT NULL)),
    CHECK ((act = 'Approved') = (signature IS NOT NULL)),
    CHECK ((act = 'Ended') = (carried IS NOT NULL))
) STRICT;

CREATE TRIGGER rotations_are_new BEFORE INSERT ON rotations
WHEN EXISTS (SELECT 1 FROM rotations WHERE key_id = NEW.key_id AND workspace = NEW.workspace AND (ordinal = NEW.ordinal OR act = 'Ended'))
BEGIN SELECT raise(ABORT, 'an act is recorded once, and nothing follows the end of a key epoch'); END;
CREATE TRIGGER rotations_stay BEFORE UPDATE ON rotations BEGIN SELECT raise(ABORT, 'what happened to a key epoch is never changed'); END;
CREATE TRIGGER rotations_remain BEFORE DELETE ON rotations BEGIN SELECT raise(ABORT, 'what happened to a key epoch is never deleted'); END;

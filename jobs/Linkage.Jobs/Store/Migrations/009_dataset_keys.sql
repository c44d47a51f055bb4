-- The secrets of datasets that retention sweeps destroyed; one row a secret; reads nothing; writes the table, triggers that keep what was written from being changed, and a column that says which secrets go with a set that was wiped. Holds dataset ids, months, key ids and dates, never key material or a value of a row.
ALTER TABLE retention ADD COLUMN ends TEXT;

CREATE TABLE dataset_keys (
    workspace TEXT    NOT NULL,
    key_id    TEXT    NOT NULL CHECK (length(key_id) = 32),
    dataset   TEXT    NOT NULL,
    month     TEXT    NOT NULL CHECK (length(month) = 7),
    epoch     INTEGER NOT NULL CHECK (epoch >= 1),
    holder    TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, key_id)
) STRICT;

CREATE TRIGGER dataset_keys_is_new BEFORE INSERT ON dataset_keys
WHEN EXISTS (SELECT 1 FROM dataset_keys WHERE workspace = NEW.workspace AND key_id = NEW.key_id)
BEGIN SELECT raise(ABORT, 'the destruction of a key is recorded once'); END;
CREATE TRIGGER dataset_keys_stays BEFORE UPDATE ON dataset_keys BEGIN SELECT raise(ABORT, 'the destruction of a key is never changed'); END;
CREATE TRIGGER dataset_keys_remains BEFORE DELETE ON dataset_keys BEGIN SELECT raise(ABORT, 'the destruction of a key is never deleted'); END;

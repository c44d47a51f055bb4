-- What became of the deliveries of datasets beside the ones before them; one row an event of a delivery; reads nothing; writes the table and the triggers that keep what was written from being changed. Holds digests, ids and instants, and of who allowed one their own words, never a value of a row.
CREATE TABLE deliveries (
    workspace TEXT    NOT NULL,
    dataset   TEXT    NOT NULL,
    ordinal   INTEGER NOT NULL CHECK (ordinal >= 0),
    act       TEXT    NOT NULL CHECK (act IN ('Stopped', 'Allowed', 'Accepted')),
    digest    TEXT    NOT NULL,
    set_key   TEXT    NOT NULL,
    run_id    TEXT    NOT NULL,
    person    TEXT,
    reason    TEXT,
    at        TEXT    NOT NULL,
    PRIMARY KEY (workspace, dataset, ordinal),
    CHECK ((act = 'Allowed') = (person IS NOT NULL)),
    CHECK ((act = 'Allowed') = (reason IS NOT NULL))
) STRICT;

CREATE TRIGGER deliveries_is_new BEFORE INSERT ON deliveries
WHEN EXISTS (SELECT 1 FROM deliveries WHERE workspace = NEW.workspace AND dataset = NEW.dataset AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'what became of a delivery is recorded once'); END;
CREATE TRIGGER deliveries_stays BEFORE UPDATE ON deliveries BEGIN SELECT raise(ABORT, 'what became of a delivery is never changed'); END;
CREATE TRIGGER deliveries_remains BEFORE DELETE ON deliveries BEGIN SELECT raise(ABORT, 'what became of a delivery is never deleted'); END;

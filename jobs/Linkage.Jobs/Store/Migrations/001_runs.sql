-- Runs with their stages, decisions and releases; one row a run, a stage of a run, a decision of a run, a release of a run; reads nothing; writes the four tables. Holds counts, ids, codes and digests, never a value from a row.
CREATE TABLE runs (
    run_id        TEXT    NOT NULL PRIMARY KEY,
    project       TEXT    NOT NULL,
    instant       TEXT    NOT NULL,
    started_at    TEXT    NOT NULL,
    finished_at   TEXT    NULL,
    state         TEXT    NOT NULL CHECK (state IN ('Running', 'Released', 'Refused', 'Failed', 'Cancelled', 'Crashed')),
    process_id    INTEGER NOT NULL,
    refusals      TEXT    NOT NULL DEFAULT '[]',
    links         TEXT    NULL,
    fault_id      TEXT    NULL
) STRICT;

CREATE INDEX runs_by_start ON runs (started_at DESC, run_id DESC);

CREATE TABLE stages (
    run_id        TEXT    NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    ordinal       INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    finished      INTEGER NOT NULL CHECK (finished IN (0, 1)),
    rows_in       INTEGER NOT NULL,
    rows_kept     INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    report        TEXT    NOT NULL,
    seconds       REAL    NOT NULL,
    peak_mib      REAL    NOT NULL,
    PRIMARY KEY (run_id, ordinal),
    CHECK (finished = 0 OR rows_in = rows_kept + rows_rejected)
) STRICT;

CREATE TABLE decisions (
    run_id        TEXT    NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    ordinal       INTEGER NOT NULL,
    point         TEXT    NOT NULL,
    allowed       INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    rule_id       TEXT    NULL,
    rule_version  INTEGER NULL,
    reason_codes  TEXT    NOT NULL,
    decision      TEXT    NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) STRICT;

CREATE TABLE releases (
    run_id           TEXT    NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    release_id       TEXT    NOT NULL,
    path             TEXT    NOT NULL,
    statement_digest TEXT    NOT NULL,
    expires_at       TEXT    NULL,
    already_there    INTEGER NOT NULL CHECK (already_there IN (0, 1)),
    row_count        INTEGER NOT NULL,
    file_count       INTEGER NOT NULL,
    PRIMARY KEY (run_id, release_id)
) STRICT;

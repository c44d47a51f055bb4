-- Grants of runs, and what was done with their keys, on PostgreSQL: the tables of the SQLite migration 004 with their triggers and rights; reads nothing; writes the two tables. Holds ids, hashes, codes and instants, never a byte of a key.
CREATE TABLE linkage.grants (
    run_id        text COLLATE "C" NOT NULL REFERENCES linkage.runs (run_id),
    ordinal       integer          NOT NULL,
    grant_id      text COLLATE "C" NOT NULL,
    content_hash  text COLLATE "C" NOT NULL CHECK (length(content_hash) = 64),
    rule_id       text COLLATE "C" NOT NULL,
    rule_version  integer          NOT NULL,
    rule_hash     text COLLATE "C" NOT NULL,
    effective_end text COLLATE "C" NOT NULL,
    PRIMARY KEY (run_id, ordinal),
    UNIQUE (run_id, grant_id)
);

CREATE TABLE linkage.key_events (
    run_id       text COLLATE "C" NOT NULL REFERENCES linkage.runs (run_id),
    ordinal      integer          NOT NULL,
    act          text COLLATE "C" NOT NULL CHECK (act IN ('Made', 'Found', 'Used', 'Destroyed')),
    key_id       text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL CHECK (length(content_hash) = 64),
    rule_id      text COLLATE "C" NOT NULL,
    rule_version integer          NOT NULL,
    rule_hash    text COLLATE "C" NOT NULL,
    field        text COLLATE "C" NULL CHECK (field IN ('Person', 'Household')),
    reason       text COLLATE "C" NULL,
    destroyed_at text COLLATE "C" NULL,
    PRIMARY KEY (run_id, ordinal),
    CHECK ((act = 'Used') = (field IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (reason IS NOT NULL)),
    CHECK ((act = 'Destroyed') = (destroyed_at IS NOT NULL))
);
CREATE INDEX key_events_by_key ON linkage.key_events (key_id, act);
CREATE UNIQUE INDEX key_events_once ON linkage.key_events (key_id, act) WHERE act <> 'Used';

DO $$
DECLARE
    recorded text;
BEGIN
    FOREACH recorded IN ARRAY ARRAY['grants', 'key_events'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON linkage.%I FOR EACH ROW EXECUTE FUNCTION linkage.stays()', recorded || '_remain', recorded);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON linkage.%I FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays()', recorded || '_are_kept', recorded);
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON linkage.%I FOR EACH ROW EXECUTE FUNCTION linkage.stays()', recorded || '_stay', recorded);
        EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_remain');
        EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_are_kept');
        EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_stay');
    END LOOP;
END $$;

GRANT SELECT ON linkage.grants, linkage.key_events TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.grants, linkage.key_events TO linkage_worker;

-- What became of the deliveries of datasets beside the ones before them, on PostgreSQL: what the SQLite migration 013 makes, with triggers and rights; reads nothing; writes the table, and who may write of it into event_follows. Holds digests, ids and instants, and of who allowed one their own words, never a value of a row.
CREATE TABLE linkage.deliveries (
    workspace text COLLATE "C" NOT NULL,
    dataset   text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL CHECK (ordinal >= 0),
    act       text COLLATE "C" NOT NULL CHECK (act IN ('Stopped', 'Allowed', 'Accepted')),
    digest    text COLLATE "C" NOT NULL,
    set_key   text COLLATE "C" NOT NULL,
    run_id    text COLLATE "C" NOT NULL,
    person    text COLLATE "C",
    reason    text COLLATE "C",
    at        text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, dataset, ordinal),
    CHECK ((act = 'Allowed') = (person IS NOT NULL)),
    CHECK ((act = 'Allowed') = (reason IS NOT NULL))
);

CREATE TRIGGER deliveries_remains BEFORE DELETE ON linkage.deliveries FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER deliveries_is_kept BEFORE TRUNCATE ON linkage.deliveries FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER deliveries_stays BEFORE UPDATE ON linkage.deliveries FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.deliveries ENABLE ALWAYS TRIGGER deliveries_remains;
ALTER TABLE linkage.deliveries ENABLE ALWAYS TRIGGER deliveries_is_kept;
ALTER TABLE linkage.deliveries ENABLE ALWAYS TRIGGER deliveries_stays;

GRANT SELECT ON linkage.deliveries TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.deliveries TO linkage_worker, linkage_officer;

CREATE OR REPLACE FUNCTION linkage.event_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    written text;
BEGIN
    IF NEW.sequence <> (SELECT coalesce(max(sequence) + 1, 0) FROM linkage.ledger)
        OR NEW.previous <> coalesce((SELECT hash FROM linkage.ledger ORDER BY sequence DESC LIMIT 1), repeat('0', 64)) THEN
        RAISE EXCEPTION 'an event follows the last one';
    END IF;
    IF right(NEW.actor, length(session_user) + 1) <> '@' || session_user THEN
        RAISE EXCEPTION 'an event names the account that writes it';
    END IF;
    IF NEW.hash !~ '^[0-9a-f]{64}$' OR NEW.subtree !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'an event has hashes';
    END IF;
    written := split_part(NEW.subject, '/', 1);
    IF written NOT IN ('runs', 'stages', 'schema') AND EXISTS (SELECT 1 FROM linkage.ledger WHERE subject = NEW.subject) THEN
        RAISE EXCEPTION 'a row is recorded once';
    END IF;
    -- Officers write of the registry, jobs of runs, both of what happens to releases, key epochs, schedules and deliveries, the owner of the store itself.
    IF NOT pg_catalog.pg_has_role(session_user, (SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid = 'linkage.ledger'::pg_catalog.regclass), 'MEMBER')
        AND (NEW.kind IN ('ledger-opened', 'schema-applied') OR written IN ('ledger', 'schema')
            OR (written IN ('release_acts', 'rotations', 'slots', 'schedules', 'deliveries') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_worker', 'MEMBER') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_officer', 'MEMBER'))
            OR (written NOT IN ('release_acts', 'rotations', 'slots', 'schedules', 'deliveries') AND NOT pg_catalog.pg_has_role(session_user, CASE WHEN written IN ('documents', 'instruments', 'approvals', 'rule_changes') THEN 'linkage_officer' ELSE 'linkage_worker' END, 'MEMBER'))) THEN
        RAISE EXCEPTION 'this account does not write such an event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

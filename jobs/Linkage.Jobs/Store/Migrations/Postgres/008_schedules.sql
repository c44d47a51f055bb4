-- What became of the slots of schedules, and what people said of schedules, on PostgreSQL: what the SQLite migration 010 makes, with triggers and rights; reads nothing; writes the tables. Holds project ids, run ids, instants, codes and person ids, never a value of a row.
CREATE TABLE linkage.slots (
    workspace text COLLATE "C" NOT NULL,
    project   text COLLATE "C" NOT NULL,
    slot      text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL CHECK (ordinal >= 0),
    act       text COLLATE "C" NOT NULL CHECK (act IN ('Requested', 'Begun', 'Retried', 'Interrupted', 'Released', 'Refused', 'Failed', 'Overran', 'Superseded', 'Skipped')),
    run_id    text COLLATE "C",
    code      text COLLATE "C",
    person    text COLLATE "C",
    covers    integer          NOT NULL CHECK (covers >= 1),
    at        text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, project, slot, ordinal)
);

CREATE TABLE linkage.schedules (
    workspace text COLLATE "C" NOT NULL,
    project   text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL CHECK (ordinal >= 0),
    act       text COLLATE "C" NOT NULL CHECK (act IN ('Seen', 'Paused', 'Resumed')),
    person    text COLLATE "C",
    reason    text COLLATE "C",
    at        text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, project, ordinal)
);

CREATE TRIGGER slots_remains BEFORE DELETE ON linkage.slots FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER slots_is_kept BEFORE TRUNCATE ON linkage.slots FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER slots_stays BEFORE UPDATE ON linkage.slots FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.slots ENABLE ALWAYS TRIGGER slots_remains;
ALTER TABLE linkage.slots ENABLE ALWAYS TRIGGER slots_is_kept;
ALTER TABLE linkage.slots ENABLE ALWAYS TRIGGER slots_stays;

GRANT SELECT ON linkage.slots TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.slots TO linkage_worker, linkage_officer;

CREATE TRIGGER schedules_remains BEFORE DELETE ON linkage.schedules FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER schedules_is_kept BEFORE TRUNCATE ON linkage.schedules FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER schedules_stays BEFORE UPDATE ON linkage.schedules FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_remains;
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_is_kept;
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_stays;

GRANT SELECT ON linkage.schedules TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.schedules TO linkage_worker, linkage_officer;

-- As in 004, but for schedules and slots too: both officers and jobs write of them.
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
    -- Officers write of the registry, jobs of runs, both of what happens to releases, key epochs and schedules, the owner of the store itself.
    IF NOT pg_catalog.pg_has_role(session_user, (SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid = 'linkage.ledger'::pg_catalog.regclass), 'MEMBER')
        AND (NEW.kind IN ('ledger-opened', 'schema-applied') OR written IN ('ledger', 'schema')
            OR (written IN ('release_acts', 'rotations', 'slots', 'schedules') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_worker', 'MEMBER') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_officer', 'MEMBER'))
            OR (written NOT IN ('release_acts', 'rotations', 'slots', 'schedules') AND NOT pg_catalog.pg_has_role(session_user, CASE WHEN written IN ('documents', 'instruments', 'approvals', 'rule_changes') THEN 'linkage_officer' ELSE 'linkage_worker' END, 'MEMBER'))) THEN
        RAISE EXCEPTION 'this account does not write such an event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

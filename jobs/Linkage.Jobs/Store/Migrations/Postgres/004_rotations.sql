-- What happened to key epochs, on PostgreSQL: the table of the SQLite migration 006 with its triggers and rights; reads nothing; writes the table. Holds ids, names of keys, signatures and the words of those who approve, never a key.
CREATE TABLE linkage.rotations (
    key_id    text COLLATE "C" NOT NULL CHECK (length(key_id) = 32),
    workspace text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL,
    act       text COLLATE "C" NOT NULL CHECK (act IN ('Approved', 'Ended')),
    epoch     integer          NOT NULL CHECK (epoch > 0),
    at        text COLLATE "C" NOT NULL,
    person    text COLLATE "C" NULL,
    role      text COLLATE "C" NULL,
    reason    text COLLATE "C" NULL,
    signature text COLLATE "C" NULL,
    carried   integer          NULL,
    PRIMARY KEY (key_id, workspace, ordinal),
    CHECK ((act = 'Approved') = (person IS NOT NULL)),
    CHECK ((act = 'Approved') = (role IS NOT NULL)),
    CHECK ((act = 'Approved') = (reason IS NOT NULL)),
    CHECK ((act = 'Approved') = (signature IS NOT NULL)),
    CHECK ((act = 'Ended') = (carried IS NOT NULL))
);
CREATE UNIQUE INDEX rotations_ended_once ON linkage.rotations (key_id, workspace) WHERE act = 'Ended';

CREATE TRIGGER rotations_remain BEFORE DELETE ON linkage.rotations FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER rotations_are_kept BEFORE TRUNCATE ON linkage.rotations FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER rotations_stay BEFORE UPDATE ON linkage.rotations FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.rotations ENABLE ALWAYS TRIGGER rotations_remain;
ALTER TABLE linkage.rotations ENABLE ALWAYS TRIGGER rotations_are_kept;
ALTER TABLE linkage.rotations ENABLE ALWAYS TRIGGER rotations_stay;

-- As in 003, but for key epochs.
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
    -- Officers write of the registry, jobs of runs, both of what happens to releases and to key epochs, the owner of the store itself.
    IF NOT pg_catalog.pg_has_role(session_user, (SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid = 'linkage.ledger'::pg_catalog.regclass), 'MEMBER')
        AND (NEW.kind IN ('ledger-opened', 'schema-applied') OR written IN ('ledger', 'schema')
            OR (written IN ('release_acts', 'rotations') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_worker', 'MEMBER') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_officer', 'MEMBER'))
            OR (written NOT IN ('release_acts', 'rotations') AND NOT pg_catalog.pg_has_role(session_user, CASE WHEN written IN ('documents', 'instruments', 'approvals', 'rule_changes') THEN 'linkage_officer' ELSE 'linkage_worker' END, 'MEMBER'))) THEN
        RAISE EXCEPTION 'this account does not write such an event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

GRANT SELECT ON linkage.rotations TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.rotations TO linkage_worker, linkage_officer;

-- What happened to releases after they were published, on PostgreSQL: the table of the SQLite migration 005 with its triggers and rights; reads nothing; writes the table. Holds ids, hashes, signatures and the words of those who act, never a row of a release.
CREATE TABLE linkage.release_acts (
    release_id  text COLLATE "C" NOT NULL,
    ordinal     integer          NOT NULL,
    act         text COLLATE "C" NOT NULL CHECK (act IN ('Collected', 'Withdrawn', 'Attested')),
    statement   text COLLATE "C" NOT NULL CHECK (length(statement) = 64),
    person      text COLLATE "C" NOT NULL,
    at          text COLLATE "C" NOT NULL,
    team        text COLLATE "C" NULL,
    reason      text COLLATE "C" NULL,
    opening_key text COLLATE "C" NULL CHECK (length(opening_key) = 64),
    place       text COLLATE "C" NULL,
    signature   text COLLATE "C" NULL,
    workspace   text COLLATE "C" NULL,
    PRIMARY KEY (release_id, ordinal),
    CHECK ((act = 'Withdrawn') = (signature IS NULL)),
    CHECK ((act = 'Withdrawn') = (team IS NULL)),
    CHECK ((act = 'Collected') = (reason IS NULL)),
    CHECK ((act = 'Collected') = (place IS NOT NULL)),
    CHECK (act = 'Collected' OR opening_key IS NULL)
);
CREATE UNIQUE INDEX release_acts_withdrawn_once ON linkage.release_acts (release_id) WHERE act = 'Withdrawn';

CREATE TRIGGER release_acts_remain BEFORE DELETE ON linkage.release_acts FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER release_acts_are_kept BEFORE TRUNCATE ON linkage.release_acts FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER release_acts_stay BEFORE UPDATE ON linkage.release_acts FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.release_acts ENABLE ALWAYS TRIGGER release_acts_remain;
ALTER TABLE linkage.release_acts ENABLE ALWAYS TRIGGER release_acts_are_kept;
ALTER TABLE linkage.release_acts ENABLE ALWAYS TRIGGER release_acts_stay;

-- As in 001, but for the acts of releases.
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
    -- Officers write of the registry, jobs of runs, both of what happens to releases, the owner of the store itself.
    IF NOT pg_catalog.pg_has_role(session_user, (SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid = 'linkage.ledger'::pg_catalog.regclass), 'MEMBER')
        AND (NEW.kind IN ('ledger-opened', 'schema-applied') OR written IN ('ledger', 'schema')
            OR (written = 'release_acts' AND NOT pg_catalog.pg_has_role(session_user, 'linkage_worker', 'MEMBER') AND NOT pg_catalog.pg_has_role(session_user, 'linkage_officer', 'MEMBER'))
            OR (written <> 'release_acts' AND NOT pg_catalog.pg_has_role(session_user, CASE WHEN written IN ('documents', 'instruments', 'approvals', 'rule_changes') THEN 'linkage_officer' ELSE 'linkage_worker' END, 'MEMBER'))) THEN
        RAISE EXCEPTION 'this account does not write such an event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

GRANT SELECT ON linkage.release_acts TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.release_acts TO linkage_worker, linkage_officer;

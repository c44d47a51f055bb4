-- Who holds a workspace, and until when, on PostgreSQL: one row a workspace, renewed by its holder; reads nothing; writes the table, its trigger and rights. Holds workspace ids, tokens, names of machines and processes, instants by the database's own clock; no personal data. It is not of the ledger: it says what is now, not what was.
CREATE TABLE linkage.leases (
    workspace  text COLLATE "C" NOT NULL PRIMARY KEY,
    token      bigint           NOT NULL CHECK (token >= 1),
    holder     text COLLATE "C" NOT NULL,
    taken_at   timestamptz      NOT NULL,
    renewed_at timestamptz      NOT NULL,
    expires_at timestamptz      NOT NULL
);

-- A token is the number of a turn: a new holder has the next one, and nobody goes back to an earlier one. A workspace that is held is not taken.
CREATE FUNCTION linkage.lease_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.expires_at > clock_timestamp() + interval '15 minutes' OR NEW.token > 1000000000000 THEN
        RAISE EXCEPTION 'a lease ends within minutes';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.token <> 1 THEN
            RAISE EXCEPTION 'the first lease has the first token';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.workspace <> OLD.workspace OR NEW.token NOT IN (OLD.token, OLD.token + 1) THEN
        RAISE EXCEPTION 'a lease follows the last one';
    END IF;
    IF NEW.token = OLD.token AND (NEW.holder <> OLD.holder OR NEW.taken_at <> OLD.taken_at) THEN
        RAISE EXCEPTION 'a lease is renewed by its holder';
    END IF;
    IF NEW.token > OLD.token AND OLD.expires_at > clock_timestamp() THEN
        RAISE EXCEPTION 'the workspace is held';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER leases_follow BEFORE INSERT OR UPDATE ON linkage.leases FOR EACH ROW EXECUTE FUNCTION linkage.lease_follows();
CREATE TRIGGER leases_remain BEFORE DELETE ON linkage.leases FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER leases_are_kept BEFORE TRUNCATE ON linkage.leases FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.leases ENABLE ALWAYS TRIGGER leases_follow;
ALTER TABLE linkage.leases ENABLE ALWAYS TRIGGER leases_remain;
ALTER TABLE linkage.leases ENABLE ALWAYS TRIGGER leases_are_kept;

REVOKE ALL ON FUNCTION linkage.lease_follows() FROM PUBLIC;
GRANT SELECT ON linkage.leases TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT, UPDATE ON linkage.leases TO linkage_worker, linkage_officer;

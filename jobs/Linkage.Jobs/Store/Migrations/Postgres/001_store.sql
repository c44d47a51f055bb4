-- The whole store on PostgreSQL: the tables of the SQLite migrations 001 to 003, triggers that keep rows as they were written, and three roles; reads nothing; writes the schema linkage. Run by its owner, who is none of the roles. Texts sort by bytes, as the ledger's ranges need.
CREATE SCHEMA IF NOT EXISTS linkage;
REVOKE ALL ON SCHEMA linkage FROM PUBLIC;

CREATE TABLE linkage.schema_versions (
    number     bigint      NOT NULL PRIMARY KEY,
    applied_at timestamptz NOT NULL
);

CREATE TABLE linkage.ledger (
    sequence bigint           NOT NULL PRIMARY KEY CHECK (sequence >= 0),
    instant  text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    actor    text COLLATE "C" NOT NULL,
    body     text COLLATE "C" NOT NULL,
    previous text COLLATE "C" NOT NULL CHECK (length(previous) = 64),
    hash     text COLLATE "C" NOT NULL CHECK (length(hash) = 64),
    subtree  text COLLATE "C" NOT NULL CHECK (length(subtree) = 64)
);
CREATE INDEX ledger_by_subject ON linkage.ledger (subject, sequence);
CREATE INDEX ledger_schemas ON linkage.ledger (sequence) WHERE kind = 'schema-applied';

CREATE TABLE linkage.runs (
    run_id      text COLLATE "C" NOT NULL PRIMARY KEY,
    project     text COLLATE "C" NOT NULL,
    instant     text COLLATE "C" NOT NULL,
    started_at  text COLLATE "C" NOT NULL,
    finished_at text COLLATE "C" NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('Running', 'Released', 'Refused', 'Failed', 'Cancelled', 'Crashed')),
    process_id  bigint           NOT NULL,
    refusals    text COLLATE "C" NOT NULL DEFAULT '[]',
    links       text COLLATE "C" NULL,
    fault_id    text COLLATE "C" NULL,
    workspace   text COLLATE "C" NULL
);
CREATE INDEX runs_by_start ON linkage.runs (started_at DESC, run_id DESC);

CREATE TABLE linkage.stages (
    run_id        text COLLATE "C" NOT NULL REFERENCES linkage.runs (run_id),
    ordinal       integer          NOT NULL,
    name          text COLLATE "C" NOT NULL,
    finished      boolean          NOT NULL,
    rows_in       bigint           NOT NULL,
    rows_kept     bigint           NOT NULL,
    rows_rejected bigint           NOT NULL,
    report        text COLLATE "C" NOT NULL,
    seconds       double precision NOT NULL,
    peak_mib      double precision NOT NULL,
    PRIMARY KEY (run_id, ordinal),
    CHECK (NOT finished OR rows_in = rows_kept + rows_rejected)
);

CREATE TABLE linkage.decisions (
    run_id       text COLLATE "C" NOT NULL REFERENCES linkage.runs (run_id),
    ordinal      integer          NOT NULL,
    point        text COLLATE "C" NOT NULL,
    allowed      boolean          NOT NULL,
    rule_id      text COLLATE "C" NULL,
    rule_version integer          NULL,
    reason_codes text COLLATE "C" NOT NULL,
    decision     text COLLATE "C" NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);

CREATE TABLE linkage.releases (
    run_id           text COLLATE "C" NOT NULL REFERENCES linkage.runs (run_id),
    release_id       text COLLATE "C" NOT NULL,
    path             text COLLATE "C" NOT NULL,
    statement_digest text COLLATE "C" NOT NULL,
    expires_at       text COLLATE "C" NULL,
    already_there    boolean          NOT NULL,
    row_count        bigint           NOT NULL,
    file_count       integer          NOT NULL,
    PRIMARY KEY (run_id, release_id)
);

CREATE TABLE linkage.documents (
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('Catalogue', 'People', 'Rule')),
    id           text COLLATE "C" NOT NULL,
    version      integer          NOT NULL CHECK (version >= 1),
    content_hash text COLLATE "C" NOT NULL CHECK (length(content_hash) = 64),
    text         text COLLATE "C" NOT NULL,
    imported_at  text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, id, version)
);

CREATE TABLE linkage.instruments (
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('Dpia', 'Agreement', 'ReuseApproval', 'Dataset')),
    reference    text COLLATE "C" NOT NULL,
    version      text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL CHECK (length(content_hash) = 64),
    content      text COLLATE "C" NOT NULL,
    imported_at  text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, reference, version)
);

CREATE TABLE linkage.approvals (
    rule_id      text COLLATE "C" NOT NULL,
    rule_version integer          NOT NULL,
    ordinal      integer          NOT NULL CHECK (ordinal >= 0),
    role         text COLLATE "C" NOT NULL,
    person       text COLLATE "C" NOT NULL,
    on_behalf_of text COLLATE "C" NULL,
    rule_hash    text COLLATE "C" NOT NULL CHECK (length(rule_hash) = 64),
    at           text COLLATE "C" NOT NULL,
    acknowledges text COLLATE "C" NOT NULL,
    signature    text COLLATE "C" NOT NULL,
    PRIMARY KEY (rule_id, rule_version, ordinal)
);

CREATE TABLE linkage.rule_changes (
    rule_id      text COLLATE "C" NOT NULL,
    rule_version integer          NOT NULL,
    ordinal      integer          NOT NULL CHECK (ordinal >= 0),
    change       text COLLATE "C" NOT NULL CHECK (change IN ('Drafted', 'Proposed', 'Approved', 'Suspended', 'Resumed', 'Rejected', 'Revoked')),
    person       text COLLATE "C" NULL,
    at           text COLLATE "C" NOT NULL,
    reason       text COLLATE "C" NULL,
    signature    text COLLATE "C" NULL,
    PRIMARY KEY (rule_id, rule_version, ordinal)
);

-- An event follows the last one, is written under the account of the session, and what only the owner does only the owner writes.
CREATE FUNCTION linkage.event_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    -- Officers write of the registry, jobs of runs, the owner of the store itself.
    IF NOT pg_catalog.pg_has_role(session_user, (SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE c.oid = 'linkage.ledger'::pg_catalog.regclass), 'MEMBER')
        AND (NEW.kind IN ('ledger-opened', 'schema-applied') OR written IN ('ledger', 'schema')
            OR NOT pg_catalog.pg_has_role(session_user, CASE WHEN written IN ('documents', 'instruments', 'approvals', 'rule_changes') THEN 'linkage_officer' ELSE 'linkage_worker' END, 'MEMBER')) THEN
        RAISE EXCEPTION 'this account does not write such an event' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION linkage.stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what is recorded in % is never changed or deleted', TG_TABLE_NAME;
END $$;

CREATE FUNCTION linkage.run_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state <> 'Running' OR (NEW.run_id, NEW.project, NEW.instant, NEW.started_at, NEW.process_id, NEW.workspace)
        IS DISTINCT FROM (OLD.run_id, OLD.project, OLD.instant, OLD.started_at, OLD.process_id, OLD.workspace) THEN
        RAISE EXCEPTION 'a run that ended is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION linkage.stage_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.finished OR (NEW.run_id, NEW.ordinal, NEW.name) IS DISTINCT FROM (OLD.run_id, OLD.ordinal, OLD.name) THEN
        RAISE EXCEPTION 'a stage that ended is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_follows BEFORE INSERT ON linkage.ledger FOR EACH ROW EXECUTE FUNCTION linkage.event_follows();
CREATE TRIGGER runs_stay BEFORE UPDATE ON linkage.runs FOR EACH ROW EXECUTE FUNCTION linkage.run_stays();
CREATE TRIGGER stages_stay BEFORE UPDATE ON linkage.stages FOR EACH ROW EXECUTE FUNCTION linkage.stage_stays();

-- Always: replication or a setting of the session switches none of them off.
ALTER TABLE linkage.ledger ENABLE ALWAYS TRIGGER ledger_follows;
ALTER TABLE linkage.runs ENABLE ALWAYS TRIGGER runs_stay;
ALTER TABLE linkage.stages ENABLE ALWAYS TRIGGER stages_stay;
DO $$
DECLARE
    recorded text;
BEGIN
    FOREACH recorded IN ARRAY ARRAY['ledger', 'runs', 'stages', 'decisions', 'releases', 'documents', 'instruments', 'approvals', 'rule_changes'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON linkage.%I FOR EACH ROW EXECUTE FUNCTION linkage.stays()', recorded || '_remain', recorded);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON linkage.%I FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays()', recorded || '_are_kept', recorded);
        EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_remain');
        EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_are_kept');
        IF recorded NOT IN ('runs', 'stages') THEN
            EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON linkage.%I FOR EACH ROW EXECUTE FUNCTION linkage.stays()', recorded || '_stay', recorded);
            EXECUTE format('ALTER TABLE linkage.%I ENABLE ALWAYS TRIGGER %I', recorded, recorded || '_stay');
        END IF;
    END LOOP;
END $$;

-- Jobs write runs, officers write the registry, auditors read. None may change or delete; none owns anything.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['linkage_worker', 'linkage_officer', 'linkage_auditor'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA linkage TO linkage_worker, linkage_officer, linkage_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA linkage TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.ledger TO linkage_worker, linkage_officer;
GRANT INSERT ON linkage.runs, linkage.stages, linkage.decisions, linkage.releases TO linkage_worker;
GRANT UPDATE (state, finished_at, refusals, links, fault_id) ON linkage.runs TO linkage_worker;
GRANT UPDATE (finished, rows_in, rows_kept, rows_rejected, report, seconds, peak_mib) ON linkage.stages TO linkage_worker;
GRANT INSERT ON linkage.documents, linkage.instruments, linkage.approvals, linkage.rule_changes TO linkage_officer;

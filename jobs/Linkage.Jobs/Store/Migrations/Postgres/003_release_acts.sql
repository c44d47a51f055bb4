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

GRANT SELECT ON linkage.release_acts TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.release_acts TO linkage_worker, linkage_officer;

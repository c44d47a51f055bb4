-- What was wiped because its time had come, on PostgreSQL: the table of the SQLite migration 007 with its triggers and rights; reads nothing; writes the table. Holds places, digests, dates and sizes, never a value of a row.
CREATE TABLE linkage.retention (
    workspace text COLLATE "C" NOT NULL,
    place     text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL,
    seal      text COLLATE "C" NOT NULL CHECK (length(seal) = 64),
    since     text COLLATE "C" NOT NULL,
    due       text COLLATE "C" NOT NULL,
    basis     text COLLATE "C" NOT NULL,
    bytes     bigint           NOT NULL CHECK (bytes >= 0),
    at        text COLLATE "C" NOT NULL CHECK (at >= due),
    PRIMARY KEY (workspace, place, ordinal)
);

CREATE TRIGGER retention_remains BEFORE DELETE ON linkage.retention FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER retention_is_kept BEFORE TRUNCATE ON linkage.retention FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER retention_stays BEFORE UPDATE ON linkage.retention FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.retention ENABLE ALWAYS TRIGGER retention_remains;
ALTER TABLE linkage.retention ENABLE ALWAYS TRIGGER retention_is_kept;
ALTER TABLE linkage.retention ENABLE ALWAYS TRIGGER retention_stays;

GRANT SELECT ON linkage.retention TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.retention TO linkage_worker;

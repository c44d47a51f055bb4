-- The secrets of datasets that retention sweeps destroyed, on PostgreSQL: what the SQLite migration 009 makes, with triggers and rights; reads nothing; writes the table and a column of retention. Holds dataset ids, months, key ids and dates, never key material or a value of a row.
ALTER TABLE linkage.retention ADD COLUMN ends text COLLATE "C";

CREATE TABLE linkage.dataset_keys (
    workspace text COLLATE "C" NOT NULL,
    key_id    text COLLATE "C" NOT NULL CHECK (length(key_id) = 32),
    dataset   text COLLATE "C" NOT NULL,
    month     text COLLATE "C" NOT NULL CHECK (length(month) = 7),
    epoch     integer          NOT NULL CHECK (epoch >= 1),
    holder    text COLLATE "C" NOT NULL,
    at        text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, key_id)
);

CREATE TRIGGER dataset_keys_remains BEFORE DELETE ON linkage.dataset_keys FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER dataset_keys_is_kept BEFORE TRUNCATE ON linkage.dataset_keys FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER dataset_keys_stays BEFORE UPDATE ON linkage.dataset_keys FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.dataset_keys ENABLE ALWAYS TRIGGER dataset_keys_remains;
ALTER TABLE linkage.dataset_keys ENABLE ALWAYS TRIGGER dataset_keys_is_kept;
ALTER TABLE linkage.dataset_keys ENABLE ALWAYS TRIGGER dataset_keys_stays;

GRANT SELECT ON linkage.dataset_keys TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.dataset_keys TO linkage_worker;

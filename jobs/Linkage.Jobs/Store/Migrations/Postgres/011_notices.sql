-- Who was told of what, on PostgreSQL: what the SQLite migration 012 makes, with triggers and rights; reads nothing; writes the table. Only jobs write of notices, and event_follows has it so already. Holds names of roles, ids, instants, codes and counts, never an address and never a value of a row.
CREATE TABLE linkage.notices (
    workspace text COLLATE "C" NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    notice    text COLLATE "C" NOT NULL,
    ordinal   integer          NOT NULL CHECK (ordinal >= 0),
    act       text COLLATE "C" NOT NULL CHECK (act IN ('Added', 'Queued', 'Begun', 'Broken', 'Sent', 'GivenUp')),
    subject   text COLLATE "C",
    facts     text COLLATE "C",
    message   text COLLATE "C",
    code      text COLLATE "C",
    at        text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, recipient, notice, ordinal),
    CHECK ((act = 'Queued') = (facts IS NOT NULL)),
    CHECK ((act = 'Queued') = (subject IS NOT NULL)),
    CHECK ((act IN ('Added', 'Queued')) = (ordinal = 0)),
    CHECK ((act = 'Added') = (notice = ''))
);

CREATE TRIGGER notices_remains BEFORE DELETE ON linkage.notices FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER notices_is_kept BEFORE TRUNCATE ON linkage.notices FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER notices_stays BEFORE UPDATE ON linkage.notices FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.notices ENABLE ALWAYS TRIGGER notices_remains;
ALTER TABLE linkage.notices ENABLE ALWAYS TRIGGER notices_is_kept;
ALTER TABLE linkage.notices ENABLE ALWAYS TRIGGER notices_stays;

GRANT SELECT ON linkage.notices TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.notices TO linkage_worker;

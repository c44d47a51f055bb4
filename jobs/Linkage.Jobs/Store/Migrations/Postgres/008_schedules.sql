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
GRANT INSERT ON linkage.slots TO linkage_worker;

CREATE TRIGGER schedules_remains BEFORE DELETE ON linkage.schedules FOR EACH ROW EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER schedules_is_kept BEFORE TRUNCATE ON linkage.schedules FOR EACH STATEMENT EXECUTE FUNCTION linkage.stays();
CREATE TRIGGER schedules_stays BEFORE UPDATE ON linkage.schedules FOR EACH ROW EXECUTE FUNCTION linkage.stays();
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_remains;
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_is_kept;
ALTER TABLE linkage.schedules ENABLE ALWAYS TRIGGER schedules_stays;

GRANT SELECT ON linkage.schedules TO linkage_worker, linkage_officer, linkage_auditor;
GRANT INSERT ON linkage.schedules TO linkage_worker;

-- The registry; one row a version of a document (a rule, a file of the catalogue, the directory of people), of an instrument that rules name (a DPIA, an agreement, a re-use approval, a dataset), an approval, a change of a rule's status; reads nothing; writes the four tables and the workspace of a run. No row is ever changed: what is new is a new row.
CREATE TABLE documents (
    kind         TEXT    NOT NULL CHECK (kind IN ('Catalogue', 'People', 'Rule')),
    id           TEXT    NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    content_hash TEXT    NOT NULL CHECK (length(content_hash) = 64),
    text         TEXT    NOT NULL,
    imported_at  TEXT    NOT NULL,
    PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE instruments (
    kind         TEXT    NOT NULL CHECK (kind IN ('Dpia', 'Agreement', 'ReuseApproval', 'Dataset')),
    reference    TEXT    NOT NULL,
    version      TEXT    NOT NULL,
    content_hash TEXT    NOT NULL CHECK (length(content_hash) = 64),
    content      TEXT    NOT NULL,
    imported_at  TEXT    NOT NULL,
    PRIMARY KEY (kind, reference, version)
) STRICT;

CREATE TABLE approvals (
    rule_id      TEXT    NOT NULL,
    rule_version INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL CHECK (ordinal >= 0),
    role         TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    on_behalf_of TEXT    NULL,
    rule_hash    TEXT    NOT NULL CHECK (length(rule_hash) = 64),
    at           TEXT    NOT NULL,
    acknowledges TEXT    NOT NULL,
    signature    TEXT    NOT NULL,
    PRIMARY KEY (rule_id, rule_version, ordinal)
) STRICT;

CREATE TABLE rule_changes (
    rule_id      TEXT    NOT NULL,
    rule_version INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL CHECK (ordinal >= 0),
    change       TEXT    NOT NULL CHECK (change IN ('Drafted', 'Proposed', 'Approved', 'Suspended', 'Resumed', 'Rejected', 'Revoked')),
    person       TEXT    NULL,
    at           TEXT    NOT NULL,
    reason       TEXT    NULL,
    signature    TEXT    NULL,
    PRIMARY KEY (rule_id, rule_version, ordinal)
) STRICT;

CREATE TRIGGER documents_are_new BEFORE INSERT ON documents WHEN EXISTS (SELECT 1 FROM documents WHERE kind = NEW.kind AND id = NEW.id AND version = NEW.version)
BEGIN SELECT raise(ABORT, 'a version of a document is recorded once'); END;
CREATE TRIGGER documents_stay BEFORE UPDATE ON documents BEGIN SELECT raise(ABORT, 'a version of a document is never changed'); END;
CREATE TRIGGER documents_remain BEFORE DELETE ON documents BEGIN SELECT raise(ABORT, 'a version of a document is never deleted'); END;

CREATE TRIGGER instruments_are_new BEFORE INSERT ON instruments WHEN EXISTS (SELECT 1 FROM instruments WHERE kind = NEW.kind AND reference = NEW.reference AND version = NEW.version)
BEGIN SELECT raise(ABORT, 'a version of an instrument is recorded once'); END;
CREATE TRIGGER instruments_stay BEFORE UPDATE ON instruments BEGIN SELECT raise(ABORT, 'a version of an instrument is never changed'); END;
CREATE TRIGGER instruments_remain BEFORE DELETE ON instruments BEGIN SELECT raise(ABORT, 'a version of an instrument is never deleted'); END;

CREATE TRIGGER approvals_are_new BEFORE INSERT ON approvals WHEN EXISTS (SELECT 1 FROM approvals WHERE rule_id = NEW.rule_id AND rule_version = NEW.rule_version AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'an approval is recorded once'); END;
CREATE TRIGGER approvals_stay BEFORE UPDATE ON approvals BEGIN SELECT raise(ABORT, 'an approval is never changed'); END;
CREATE TRIGGER approvals_remain BEFORE DELETE ON approvals BEGIN SELECT raise(ABORT, 'an approval is never deleted'); END;

CREATE TRIGGER rule_changes_are_new BEFORE INSERT ON rule_changes WHEN EXISTS (SELECT 1 FROM rule_changes WHERE rule_id = NEW.rule_id AND rule_version = NEW.rule_version AND ordinal = NEW.ordinal)
BEGIN SELECT raise(ABORT, 'a change of status is recorded once'); END;
CREATE TRIGGER rule_changes_stay BEFORE UPDATE ON rule_changes BEGIN SELECT raise(ABORT, 'a change of status is never changed'); END;
CREATE TRIGGER rule_changes_remain BEFORE DELETE ON rule_changes BEGIN SELECT raise(ABORT, 'a change of status is never deleted'); END;

-- A row that is written once is recorded once: a second event could speak for a row that was changed.
CREATE TRIGGER ledger_once BEFORE INSERT ON ledger
WHEN substr(NEW.subject, 1, instr(NEW.subject, '/')) NOT IN ('runs/', 'stages/') AND EXISTS (SELECT 1 FROM ledger WHERE subject = NEW.subject)
BEGIN SELECT raise(ABORT, 'a row is recorded once'); END;

-- A store may serve several workspaces; rows from before are of the one they lie in.
ALTER TABLE runs ADD COLUMN workspace TEXT NULL;
DROP TRIGGER runs_stay;
CREATE TRIGGER runs_stay BEFORE UPDATE ON runs
WHEN OLD.state <> 'Running' OR NEW.run_id <> OLD.run_id OR NEW.project <> OLD.project OR NEW.instant <> OLD.instant OR NEW.started_at <> OLD.started_at OR NEW.process_id <> OLD.process_id OR NEW.workspace IS NOT OLD.workspace
BEGIN SELECT raise(ABORT, 'a run that ended is never changed'); END;

-- Accounts of the store on PostgreSQL and their rights; may be run again. The tables and the roles linkage_worker, linkage_officer and linkage_auditor
-- are made by 'linkage store init' before. As a superuser, or who may create roles:
--
--   psql -d linkage -v job=linkage_job -v officer=ig_sandhu -v auditor=audit -f roles.sql
--
-- job       runs projects: writes runs, decisions, releases and the ledger; reads the registry.
-- officer   writes the registry and the ledger; reads runs. One account a person: run it again with each.
-- auditor   reads.
-- None of them owns, changes or deletes what is recorded. No password is set here: say in pg_hba.conf how they sign in.
\set ON_ERROR_STOP on
\if :{?job} \else \set job linkage_job \endif
\if :{?auditor} \else \set auditor linkage_audit \endif
\if :{?officer}
\else
  \warn 'Name the officer: -v officer=ig_name. An account a person, since approvals are theirs.'
  SELECT 1 / 0 AS officer_is_missing;
\endif

-- Whoever approves does not run, and whoever audits does neither.
SELECT count(DISTINCT name) = 3 AS apart FROM (VALUES (:'job'), (:'officer'), (:'auditor')) AS account (name) \gset
\if :apart
\else
  \warn 'job, officer and auditor must be three accounts.'
  SELECT 1 / 0 AS accounts_are_not_apart;
\endif
SELECT NOT EXISTS (
    SELECT FROM pg_auth_members AS held
    WHERE (held.member::regrole::text, held.roleid::regrole::text) IN (
        (quote_ident(:'job'), 'linkage_officer'), (quote_ident(:'officer'), 'linkage_worker'), (quote_ident(:'auditor'), 'linkage_worker'), (quote_ident(:'auditor'), 'linkage_officer'))
) AS apart \gset
\if :apart
\else
  \warn 'One of these accounts has the role of another already: REVOKE it first, or name another account.'
  SELECT 1 / 0 AS accounts_are_not_apart;
\endif

BEGIN;
SELECT format('CREATE ROLE %I LOGIN', name) FROM (VALUES (:'job'), (:'officer'), (:'auditor')) AS account (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO linkage_worker, linkage_officer, linkage_auditor;
GRANT linkage_worker TO :"job";
GRANT linkage_officer TO :"officer";
GRANT linkage_auditor TO :"auditor";
COMMIT;

SELECT rolname AS account, ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid ORDER BY 1) AS roles
FROM pg_roles WHERE rolname IN (:'job', :'officer', :'auditor') ORDER BY 1;

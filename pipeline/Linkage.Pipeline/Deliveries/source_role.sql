-- What the account that is to read may do besides, by itself or by any role that it may take on, inherited or not.
-- grain: one row; reads: the catalogue of the database that extracts are read from; writes: nothing.
WITH taken AS (
    SELECT r.oid, r.rolname, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS has_power
    FROM pg_catalog.pg_roles AS r
    WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
),
writable AS (
    SELECT c.oid
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
      AND EXISTS (
          SELECT 1 FROM taken AS t
          WHERE c.relowner = t.oid
             OR pg_catalog.has_table_privilege(t.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
             OR pg_catalog.has_any_column_privilege(t.oid, c.oid, 'INSERT, UPDATE'))
)
SELECT
    EXISTS (SELECT 1 FROM taken WHERE has_power) AS has_power,
    EXISTS (SELECT 1 FROM taken WHERE rolname IN (
        'pg_write_all_data', 'pg_write_server_files', 'pg_read_server_files', 'pg_execute_server_program', 'pg_signal_backend', 'pg_create_subscription', 'pg_maintain'))
    OR EXISTS (SELECT 1 FROM pg_catalog.pg_database AS d JOIN taken AS t ON t.oid = d.datdba WHERE d.datname = current_database()) AS has_office,
    (SELECT count(*) FROM writable) AS writable_tables

-- The rows with columns made coarser; grain: one row of the query's result; reads: judged_rows; writes: judged_rows
CREATE OR REPLACE TABLE judged_rows AS
SELECT * REPLACE ({{columns}}) FROM judged_rows;

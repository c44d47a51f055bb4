-- Every record with its normalised fields, numbered in the order of dataset and record id; one row a record; reads the inputs; writes lnk_norm
CREATE OR REPLACE TEMP TABLE lnk_norm AS
SELECT CAST(row_number() OVER (ORDER BY ds, record_id) - 1 AS INTEGER) AS rid, *
FROM ({{selects}})

-- Codes for the distinct values of a field, in the order of the values; one row a value; reads lnk_norm; writes a dictionary table
CREATE OR REPLACE TEMP TABLE {{dictionary}} AS
SELECT CAST(row_number() OVER (ORDER BY value) - 1 AS INTEGER) AS code, value{{extra}}
FROM (SELECT DISTINCT value FROM ({{values}}) WHERE value IS NOT NULL)

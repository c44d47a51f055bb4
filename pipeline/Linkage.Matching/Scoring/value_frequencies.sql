-- How often each value of a field occurs in all inputs; one row a value; reads lnk_rec; writes a frequency table
CREATE OR REPLACE TEMP TABLE {{frequencies}} AS
SELECT {{column}} AS value, count(*) AS n FROM lnk_rec WHERE {{column}} IS NOT NULL GROUP BY ALL

-- A seeded sample of permitted pairs: each record against records a drawn distance further on; one row a pair; reads lnk_rec; writes lnk_sample
CREATE OR REPLACE TEMP TABLE lnk_sample AS
WITH drawn AS MATERIALIZED (
  SELECT rid, partners, CAST((rid + unnest({{distances}})) % $1 AS INTEGER) AS other FROM lnk_rec WHERE (rid * 48271::BIGINT + $3) % $2 = 0)
SELECT least(a.rid, b.rid) AS l, greatest(a.rid, b.rid) AS r, 0::UTINYINT AS rule
FROM drawn a JOIN lnk_rec b ON b.rid = a.other
WHERE (a.partners >> b.ds) & 1 = 1 AND a.rid <> b.rid

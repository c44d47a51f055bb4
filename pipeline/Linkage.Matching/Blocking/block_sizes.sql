-- Pre-flight: pairs that each block of one rule holds; one row a block with at least one permitted pair; reads lnk_key; writes lnk_block
CREATE OR REPLACE TEMP TABLE lnk_block AS
WITH c AS (SELECT {{key}} AS key, ds, any_value(partners) AS partners, count(*) AS n FROM lnk_key WHERE {{key}} IS NOT NULL GROUP BY ALL)
SELECT key, sum(pairs)::BIGINT AS pairs
FROM (
  SELECT a.key, CASE WHEN a.ds = b.ds THEN a.n * (a.n - 1) // 2 ELSE a.n * b.n END AS pairs
  FROM c a JOIN c b ON a.key = b.key AND a.ds <= b.ds
  WHERE (a.partners >> b.ds) & 1 = 1)
GROUP BY key
HAVING sum(pairs) > 0

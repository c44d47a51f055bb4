-- Permitted pairs that agree exactly on a field (or on several together), and those that have both values; one row; reads lnk_rec; writes nothing
WITH c AS (SELECT {{column}} AS value, ds, any_value(partners) AS partners, count(*)::DOUBLE AS n FROM lnk_rec WHERE {{present}} GROUP BY ALL),
t AS (SELECT ds, any_value(partners) AS partners, sum(n) AS n FROM c GROUP BY ds)
SELECT
  (SELECT coalesce(sum(CASE WHEN a.ds = b.ds THEN a.n * (a.n - 1) / 2 ELSE a.n * b.n END), 0) FROM c a JOIN c b ON a.value = b.value AND a.ds <= b.ds WHERE (a.partners >> b.ds) & 1 = 1),
  (SELECT coalesce(sum(CASE WHEN a.ds = b.ds THEN a.n * (a.n - 1) / 2 ELSE a.n * b.n END), 0) FROM t a JOIN t b ON a.ds <= b.ds WHERE (a.partners >> b.ds) & 1 = 1)

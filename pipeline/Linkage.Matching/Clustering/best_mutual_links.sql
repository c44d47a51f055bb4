-- Only the links that are the best of both their records towards the other's dataset, ties broken by number; one row a link; reads lnk_edge; writes lnk_edge
CREATE OR REPLACE TEMP TABLE lnk_edge AS
WITH direction AS (
  SELECT l AS own, r AS other, probability, weight, right_ds AS other_ds FROM lnk_edge
  UNION ALL SELECT r, l, probability, weight, left_ds FROM lnk_edge),
best AS (SELECT own, other FROM direction QUALIFY row_number() OVER (PARTITION BY own, other_ds ORDER BY probability DESC, weight DESC, other) = 1)
SELECT e.*
FROM lnk_edge e
JOIN best a ON a.own = e.l AND a.other = e.r
JOIN best b ON b.own = e.r AND b.other = e.l

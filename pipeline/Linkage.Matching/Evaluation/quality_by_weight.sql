-- Links and true links at or above each distinct weight; one row a weight; reads a link table, an entity table; writes lnk_quality
CREATE OR REPLACE TEMP TABLE lnk_quality AS
WITH judged AS (
  SELECT x.match_weight, x.match_probability, coalesce(a.entity = b.entity, false) AS is_true
  FROM {{links}} x
  JOIN {{entities}} a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
  JOIN {{entities}} b ON b.dataset = x.right_dataset AND b.record_id = x.right_id),
counted AS (
  SELECT match_weight, min(match_probability) AS match_probability, count(*) AS links, count(*) FILTER (is_true) AS true_links FROM judged GROUP BY match_weight)
SELECT match_weight, match_probability,
  (sum(links) OVER above)::BIGINT AS links, (sum(true_links) OVER above)::BIGINT AS true_links
FROM counted
WINDOW above AS (ORDER BY match_weight DESC ROWS UNBOUNDED PRECEDING)

-- Judged links and true links at or above each distinct weight; one row a weight; reads a relation of weight, probability and is_true; writes lnk_quality
CREATE OR REPLACE TEMP TABLE lnk_quality AS
WITH counted AS (
  SELECT weight AS match_weight, min(probability) AS match_probability, count(*) AS links, count(*) FILTER (is_true) AS true_links
  FROM {{judged}} WHERE is_true IS NOT NULL AND weight IS NOT NULL GROUP BY weight)
SELECT match_weight, match_probability,
  (sum(links) OVER above)::BIGINT AS links, (sum(true_links) OVER above)::BIGINT AS true_links
FROM counted
WINDOW above AS (ORDER BY match_weight DESC ROWS UNBOUNDED PRECEDING)

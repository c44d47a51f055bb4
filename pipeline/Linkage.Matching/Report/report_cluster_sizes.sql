-- Clusters by size: 1 to 10 one by one, then in steps; one row a step; reads a cluster table; writes nothing
WITH sizes AS (SELECT cluster_number, count(*) AS size FROM {{clusters}} GROUP BY cluster_number),
stepped AS (
  SELECT size, CASE WHEN size <= 10 THEN size WHEN size <= 20 THEN 11 WHEN size <= 50 THEN 21 WHEN size <= 100 THEN 51 WHEN size <= 1000 THEN 101 ELSE 1001 END AS step
  FROM sizes)
SELECT min(size)::BIGINT, max(size)::BIGINT, count(*)::BIGINT, sum(size)::BIGINT, sum(size * (size - 1) // 2)::BIGINT FROM stepped GROUP BY step ORDER BY step

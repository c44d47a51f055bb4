-- How clusters and entities share their records: how often so many records are shared by a cluster and an entity of such sizes; one row a combination; reads a cluster table, lnk_eval_record; writes nothing
WITH judged AS (
  SELECT c.cluster_number AS cluster, coalesce(x.entity, -1 - x.rid) AS entity
  FROM {{clusters}} c JOIN lnk_eval_record x ON x.dataset = c.dataset AND x.record_id = c.record_id
  WHERE x.judged),
cells AS (SELECT cluster, entity, count(*) AS n FROM judged GROUP BY ALL),
sized AS (SELECT n, (sum(n) OVER (PARTITION BY cluster))::BIGINT AS cluster_size, (sum(n) OVER (PARTITION BY entity))::BIGINT AS entity_size FROM cells)
SELECT n, cluster_size, entity_size, count(*) AS cells FROM sized GROUP BY ALL ORDER BY ALL

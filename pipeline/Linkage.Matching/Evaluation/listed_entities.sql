-- Entities whose missed pairs are looked for: as many, in the order of a hash, as hold no more than the most pairs; one row an entity; reads lnk_eval_record; writes lnk_eval_entity
CREATE OR REPLACE TEMP TABLE lnk_eval_entity AS
WITH sizes AS (SELECT entity, count(*) AS n FROM lnk_eval_record WHERE entity IS NOT NULL GROUP BY entity HAVING count(*) > 1),
running AS (
  SELECT entity, sum(n::HUGEINT * (n - 1) // 2) OVER (ORDER BY hash(entity), entity ROWS UNBOUNDED PRECEDING) AS pairs FROM sizes WHERE n::HUGEINT * (n - 1) // 2 <= $1)
SELECT entity FROM running WHERE pairs <= $1

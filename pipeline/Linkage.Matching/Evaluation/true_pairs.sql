-- Number of pairs of records of one entity that the permitted pairs of datasets can form; one row; reads a relation of dataset and entity; writes nothing
WITH sizes AS (SELECT entity, dataset, count(*)::HUGEINT AS n FROM {{members}} WHERE entity IS NOT NULL GROUP BY ALL)
SELECT (coalesce(sum(a.n * b.n - CASE WHEN a.dataset = b.dataset THEN a.n ELSE 0 END), 0) // 2)::BIGINT
FROM sizes a JOIN sizes b ON b.entity = a.entity JOIN {{permitted}} p ON p.l = a.dataset AND p.r = b.dataset

-- Pairs to explain, chosen and ordered by the caller's conditions, ties by the records; one row a pair; reads a link table; writes nothing
SELECT left_dataset, CAST(left_id AS VARCHAR) AS left_id, right_dataset, CAST(right_id AS VARCHAR) AS right_id, match_weight, match_probability, blocking_rule{{evidence}}
FROM {{links}}
WHERE {{condition}}
ORDER BY {{order}}, left_dataset, left_id, right_dataset, right_id
LIMIT {{limit}}

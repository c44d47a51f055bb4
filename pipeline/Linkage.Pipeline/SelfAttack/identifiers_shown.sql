-- The values of a column that are telling values of the identity zone. A value that far more rows have than there are records of that identity is a category that happens to be somebody's name.
-- grain: one row a kind; reads: the file, identifier; writes: nothing
SELECT
    identifier.kind,
    count(*) FILTER (WHERE identifier.records <= {{rare}} AND length(identifier.value) >= CASE WHEN regexp_full_match(identifier.value, '[0-9]+') THEN {{long_number}} ELSE {{long_text}} END) AS telling,
    count(*) FILTER (WHERE NOT regexp_full_match(identifier.value, '[0-9]+')) AS words
FROM (SELECT attack_folded({{column}}) AS value, count(*) AS records FROM {{file}} WHERE {{column}} IS NOT NULL GROUP BY ALL) AS shown
JOIN identifier ON identifier.value = shown.value
WHERE shown.records <= greatest({{category}}, 10 * identifier.records)
GROUP BY ALL
ORDER BY ALL

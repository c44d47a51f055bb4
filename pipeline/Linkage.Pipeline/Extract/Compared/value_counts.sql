-- value_counts: how often each value of a column is in both deliveries, without the value; one more row than may be counts says that they are too many
-- Grain: one value. Reads: earlier, later. Writes: nothing.
SELECT coalesce(before.occurrences, 0)::BIGINT AS before_count, coalesce(after.occurrences, 0)::BIGINT AS after_count
FROM (SELECT {{value}} AS value, count(*) AS occurrences FROM earlier WHERE {{value}} IS NOT NULL GROUP BY ALL) AS before
FULL JOIN (SELECT {{value}} AS value, count(*) AS occurrences FROM later WHERE {{value}} IS NOT NULL GROUP BY ALL) AS after USING (value)
ORDER BY before_count, after_count
LIMIT {{limit}};

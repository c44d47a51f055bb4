-- decile_counts: how many values of both deliveries lie in each tenth of the earlier one, below its least and above its greatest
-- Grain: one tenth that anything lies in. Reads: earlier, later, by two queries that give one column, value. Writes: nothing.
WITH before AS ({{earlier}}),
after AS ({{later}}),
edges AS (SELECT quantile_disc(value, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]) AS edge FROM before),
placed AS (
    SELECT true AS is_before, {{tenth}} AS tenth FROM before, edges
    UNION ALL
    SELECT false AS is_before, {{tenth}} AS tenth FROM after, edges
)
SELECT count(*) FILTER (is_before) AS before_count, count(*) FILTER (NOT is_before) AS after_count
FROM placed
GROUP BY tenth
ORDER BY tenth;

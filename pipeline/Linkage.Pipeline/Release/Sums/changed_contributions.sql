-- How much what people add to a sum differs from an earlier release; grain: one row a person and cell that differs; reads: contributions, earlier_cells, kept contributions, spine; writes: changed_contributions
-- Somebody who left one cell for another, or whose records are not those of one person in both, may cancel out in a sum of cells: is_certain is false, and protects nobody.
-- Where not one person is known again, as after a rotation of keys, nothing is certain.
CREATE OR REPLACE TABLE changed_contributions AS
WITH kept AS (SELECT cell, person, amount, dataset, record_key FROM read_parquet({{path}}, hive_partitioning = false) WHERE column_name = {{earlier_column}}),
earlier AS (SELECT DISTINCT kept.person, earlier_cells.cell, kept.amount FROM kept JOIN earlier_cells ON earlier_cells.cell_then = kept.cell),
later AS (SELECT person_key, cell, amount FROM {{contributions}} WHERE column_name = {{column}}),
known_again AS (SELECT DISTINCT kept.person, later.person_key FROM kept JOIN spine USING (dataset, record_key) JOIN later USING (person_key)),
matched AS (SELECT person, person_key FROM known_again QUALIFY count(*) OVER (PARTITION BY person) = 1 AND count(*) OVER (PARTITION BY person_key) = 1),
stayed AS (
    SELECT earlier.cell AS cell_then, later.cell, earlier.amount AS amount_then, later.amount
    FROM matched JOIN earlier USING (person) JOIN later USING (person_key)
)
SELECT cell, amount, is_certain
FROM (
    SELECT cell, abs(amount - amount_then) AS amount, true AS is_certain FROM stayed WHERE cell = cell_then
    UNION ALL SELECT cell, amount, false FROM stayed WHERE cell <> cell_then
    UNION ALL SELECT cell_then, amount_then, false FROM stayed WHERE cell <> cell_then
    UNION ALL SELECT cell, amount, person NOT IN (SELECT person FROM known_again) AND EXISTS (FROM known_again) FROM earlier WHERE person NOT IN (SELECT person FROM matched)
    UNION ALL SELECT cell, amount, person_key NOT IN (SELECT person_key FROM known_again) AND EXISTS (FROM known_again) FROM later WHERE person_key NOT IN (SELECT person_key FROM matched)
)
WHERE amount > 0;

-- The dates and shorter numbers of one column of the identity zone, under record keys and person keys; grain: one row a key and value; reads: identity.parquet of the dataset, spine.parquet; writes: owner
INSERT INTO owner
WITH known AS (
    SELECT record_key, attack_folded({{name}}) AS value FROM {{identity}}
),
told AS (
    SELECT * FROM known WHERE regexp_full_match(value, '[0-9]+') AND length(value) BETWEEN {{shortest}} AND {{longest}}
)
SELECT 'record_key', record_key, {{kind}}, value FROM told
UNION
SELECT 'person_key', spine.person_key, {{kind}}, told.value
FROM told
JOIN {{spine}} AS spine ON spine.dataset = {{dataset}} AND spine.record_key = told.record_key
WHERE spine.person_key IS NOT NULL

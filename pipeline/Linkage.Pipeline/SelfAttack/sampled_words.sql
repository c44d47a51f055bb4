-- A sample of each dataset's own values, which is tried in many more ways: whoever salts or keys badly does so with every row alike. The same rows are taken each time.
-- grain: one row a word; reads: identity_value, spine.parquet, person_text; writes: sampled_word
CREATE OR REPLACE TEMP TABLE sampled_word AS
SELECT DISTINCT dictionary, value
FROM (
    SELECT kind AS dictionary, encode(unnest(attack_forms(value))) AS value
    FROM (SELECT * FROM identity_value WHERE kind <> 'date-of-birth' QUALIFY row_number() OVER (PARTITION BY dataset, kind ORDER BY md5(value), value) <= {{sample}})
    UNION ALL
    SELECT 'date', encode(unnest([{{date_forms}}])) AS value
    FROM (
        SELECT CAST(value AS DATE) AS day
        FROM (SELECT * FROM identity_value WHERE kind = 'date-of-birth' QUALIFY row_number() OVER (PARTITION BY dataset ORDER BY md5(value), value) <= {{sample}})
    )
    UNION ALL
    SELECT 'record-key', unnest([record_key, encode(lower(hex(record_key)))])
    FROM (SELECT dataset, record_key FROM {{spine}} WHERE record_key IS NOT NULL QUALIFY row_number() OVER (PARTITION BY dataset ORDER BY record_key) <= {{sample}})
    UNION ALL
    SELECT 'name-and-date', encode(unnest([text, upper(text)])) FROM person_text
)
WHERE octet_length(value) > 0

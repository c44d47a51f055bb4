-- How many records of each decade of birth and sex were linked to another dataset, for seeing whether linking favours some over others. A date that is none, mistyped in eight digits, is not known.
-- grain: dataset, dimension and group; reads: linked_record, permitted_link; writes: nothing
WITH met AS (
    SELECT left_dataset AS dataset, left_id AS record_key FROM permitted_link WHERE left_dataset <> right_dataset
    UNION
    SELECT right_dataset, right_id FROM permitted_link WHERE left_dataset <> right_dataset
),
grouped AS (
    SELECT
        r.dataset,
        CASE WHEN try_strptime(r.dob, '%Y%m%d') IS NULL THEN 'not known' ELSE left(r.dob, 3) || '0s' END AS born,
        coalesce(r.sex, 'not known') AS sex,
        m.record_key IS NOT NULL AS is_linked
    FROM linked_record AS r
    LEFT JOIN met AS m USING (dataset, record_key)
)
SELECT dataset, 'born' AS dimension, born AS member, count(*) AS records, count(*) FILTER (is_linked) AS linked FROM grouped GROUP BY ALL
UNION ALL
SELECT dataset, 'sex', sex, count(*), count(*) FILTER (is_linked) FROM grouped GROUP BY ALL
ORDER BY ALL

-- Which records are one person, under this grant's keys. A probed record stands once for each person it meets, or alone.
-- grain: one row a record and person; reads: person_cluster, probe_hit, linked_record; writes: spine.parquet
COPY (
    WITH member AS (
        SELECT dataset, record_key, cluster_key FROM person_cluster
        UNION ALL
        SELECT dataset, record_key, cluster_key FROM probe_hit
    )
    SELECT
        m.dataset,
        m.record_key,
        {{person_key}}(m.cluster_key) AS person_key,
        CASE WHEN r.uprn IS NOT NULL THEN {{household_key}}(r.uprn) END AS household_key
    FROM member AS m
    JOIN linked_record AS r USING (dataset, record_key)
    ORDER BY m.dataset, m.record_key, person_key
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)

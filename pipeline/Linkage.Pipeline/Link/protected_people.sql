-- The people no outreach may reach, under this grant's keys; grain: one row a list and person; reads: protected_person; writes: protected.parquet
COPY (
    SELECT list, {{person_key}}(cluster_key) AS person_key
    FROM {{table}}
    ORDER BY ALL
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)

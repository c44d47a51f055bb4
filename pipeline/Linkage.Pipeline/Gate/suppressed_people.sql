-- The people one suppression list leaves out; grain: one row a person; reads: protected.parquet; writes: suppressed.LIST.parquet
COPY (
    SELECT person_key
    FROM read_parquet({{protected}}, hive_partitioning = false)
    WHERE list = {{list}}
    ORDER BY person_key
) TO {{target}} (FORMAT parquet, COMPRESSION zstd)

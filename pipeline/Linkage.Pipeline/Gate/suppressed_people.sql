-- The people and households on one suppression list.
-- grain: one row a person and household; reads: spine.parquet; writes: suppressed.LIST.parquet
COPY (
    SELECT DISTINCT person_key, household_key
    FROM read_parquet({{spine}})
    WHERE dataset = {{list}}
    ORDER BY ALL
) TO {{target}} (FORMAT parquet, COMPRESSION zstd)

-- The granted columns of one dataset, under person keys instead of record keys.
-- grain: one row a record and person; reads: attributes.parquet of the dataset, spine.parquet; writes: one mounted Parquet file
COPY (
    SELECT s.person_key{{columns}}
    FROM read_parquet({{attributes}}, hive_partitioning = false) AS a
    JOIN read_parquet({{spine}}, hive_partitioning = false) AS s
      ON s.dataset = {{dataset}} AND s.record_key = a.record_key
    ORDER BY ALL
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)

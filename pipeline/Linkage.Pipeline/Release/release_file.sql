-- An output as the recipient gets it; grain: as the output; reads: the table of the output; writes: a Parquet file of the bundle
COPY (SELECT * FROM {{table}} ORDER BY ALL)
TO {{path}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA { {{metadata}} });

-- The columns of one zone under record keys; grain: one row a kept record; reads: keyed_records; writes: a Parquet file of the zone
COPY (SELECT {{columns}} FROM keyed_records ORDER BY record_key)
TO {{path}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880);

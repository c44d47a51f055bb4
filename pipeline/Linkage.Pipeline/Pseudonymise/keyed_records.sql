-- Records under their record key, each record id once (the first line of several); grain: one row a kept record; reads: rows.parquet of landing; writes: judged_records, keyed_records
CREATE OR REPLACE TABLE judged_records AS
SELECT
    line_number,
    record_id,
    CASE
        WHEN record_id IS NULL OR trim(record_id) = '' THEN 'BLANK_RECORD_ID'
        WHEN row_number() OVER (PARTITION BY record_id ORDER BY line_number) > 1 THEN 'DUPLICATE_RECORD_ID'
    END AS reason
FROM (SELECT line_number, CAST({{record_id}} AS VARCHAR) AS record_id FROM read_parquet({{rows}}, hive_partitioning = false));

CREATE OR REPLACE TABLE keyed_records AS
SELECT {{record_hmac}}(judged.record_id) AS record_key, {{columns}}
FROM judged_records AS judged
JOIN read_parquet({{rows}}, hive_partitioning = false) AS landed USING (line_number)
WHERE judged.reason IS NULL
ORDER BY record_key;

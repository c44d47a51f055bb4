-- rejects.parquet: every record that was not kept, with its line and the first reason found, and no value
-- Grain: one rejected record. Reads: malformed records, faulty. Writes: the file.
COPY (
    SELECT line_number, NULL::VARCHAR AS column_name, reason
    FROM {{malformed}}
    UNION ALL
    SELECT line_number, column_name, reason
    FROM faulty JOIN (VALUES {{names}}) AS checks (fault, column_name, reason) USING (fault)
    ORDER BY line_number
) TO {{target}} (FORMAT parquet, COMPRESSION zstd);

-- rows.parquet: the kept records under the contract's names, in the order of the file
-- Grain: one kept record. Reads: typed, faulty. Writes: the file.
COPY (
    SELECT line_number, {{columns}}
    FROM typed ANTI JOIN faulty USING (line_number)
    ORDER BY line_number
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880);

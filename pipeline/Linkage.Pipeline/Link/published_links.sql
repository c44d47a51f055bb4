-- The links as they are published: which records, by what evidence, and how sure in whole hundredths. The weight itself is left out, for less the levels' weights it is how
-- rare the values are, and so are the linker's own record numbers.
-- grain: one row a link; reads: permitted_link; writes: links.parquet
COPY (
    SELECT * EXCLUDE (match_weight, left_rid, right_rid) REPLACE (floor(match_probability * 100) / 100 AS match_probability)
    FROM permitted_link
    ORDER BY left_dataset, left_id, right_dataset, right_id
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)

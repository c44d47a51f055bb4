-- typed: every well-formed record in the contract's types, with what could not be read marked
-- Grain: one record of the file. Reads: the source. Writes: typed (line_number, mended, v0.. values, u0.. unreadable).
CREATE TABLE typed AS
SELECT line_number, mended, {{marked}}
FROM (
    SELECT line_number, mended, {{values}}
    FROM (
        SELECT line_number, mended, {{texts}}
        FROM {{source}}
    )
);

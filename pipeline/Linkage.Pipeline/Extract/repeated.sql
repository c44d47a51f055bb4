-- repeated: records whose value was already seen on an earlier line; of the otherwise good records the first line is kept
-- Grain: one rejected record. Reads: typed, faulty. Writes: more rows into faulty.
INSERT INTO faulty
SELECT later.line_number, {{fault}}
FROM typed AS later
JOIN (
    SELECT {{value}} AS value, min(line_number) AS first_line
    FROM typed ANTI JOIN faulty USING (line_number)
    WHERE {{value}} IS NOT NULL
    GROUP BY ALL
    HAVING count(*) > 1
) AS first_seen ON later.{{value}} = first_seen.value AND later.line_number > first_seen.first_line
WHERE later.line_number NOT IN (SELECT line_number FROM faulty);

-- The people who share all values they are grouped by, with the least and the most of each value that a group may not share.
-- grain: one combination of values; reads: judged_rows, the tables of the ladders; writes: combination
CREATE OR REPLACE TABLE combination AS
SELECT counted.people, {{others}} AS other_values{{levels}}{{shown_extremes}}
FROM (
    SELECT count(*) AS people{{values}}{{extremes}}
    FROM judged_rows
    WHERE left_out_because IS NULL
    GROUP BY left_out_because{{values}}
) AS counted{{joins}};

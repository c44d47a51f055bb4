-- How many people a node of the lattice would leave out: those in groups of too few, and those in larger groups that share a value; grain: one row of two numbers; reads: combination
SELECT
    CAST(coalesce(sum(people) FILTER (WHERE people < {{k}}), 0) AS BIGINT),
    CAST(coalesce(sum(people) FILTER (WHERE people >= {{k}} AND homogeneous), 0) AS BIGINT)
FROM (
    SELECT sum(people) AS people, {{homogeneous}} AS homogeneous
    FROM combination
    GROUP BY other_values{{levels}}
) AS grouped;

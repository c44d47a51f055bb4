-- Rows of a cell that a table of the same release hides. Cells that the rows cannot tell apart are taken together; they are hidden when none is shown, when one alone is
-- not (the rows less the others would tell it), or when those not shown are together too few to show.
-- grain: one row of the query's result; reads: judged_cell, judged_rows; writes: judged_rows
CREATE OR REPLACE TABLE hidden_margin AS
SELECT {{shared}}
FROM judged_cell
GROUP BY {{shared}}
HAVING count(*) > count(shown)
   AND (count(shown) = 0 OR count(*) - count(shown) = 1 OR sum(people) FILTER (WHERE shown IS NULL) < {{minimum}});

UPDATE judged_rows SET left_out_because = 'CELL_SUPPRESSED'
WHERE left_out_because IS NULL AND EXISTS (SELECT 1 FROM hidden_margin AS margin WHERE {{same}});

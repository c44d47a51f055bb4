-- column_counts: how many values of each column are there, and how many of those could not be read
-- Grain: one row. Reads: typed. Writes: nothing.
SELECT count(*), {{counts}}
FROM typed;

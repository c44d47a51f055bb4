-- filled_counts: how many rows a delivery has, and in how many of them each column has a value
-- Grain: one row. Reads: earlier or later. Writes: nothing.
SELECT count(*), {{counts}} FROM {{delivery}};

-- columns_of: names and types of a delivery's columns
-- Grain: one column. Reads: earlier or later. Writes: nothing.
SELECT column_name, column_type FROM (DESCRIBE {{delivery}}) ORDER BY column_name;

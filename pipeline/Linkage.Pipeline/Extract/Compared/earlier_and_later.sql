-- earlier, later: the rows of the delivery that was accepted last and of the one that came now
-- Grain: one kept record. Reads: both rows.parquet. Writes: the views earlier and later.
CREATE VIEW earlier AS SELECT * FROM read_parquet({{earlier}}, hive_partitioning = false);
CREATE VIEW later AS SELECT * FROM read_parquet({{later}}, hive_partitioning = false);

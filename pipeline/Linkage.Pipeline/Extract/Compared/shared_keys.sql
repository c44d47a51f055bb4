-- shared_keys: how many record ids of the earlier delivery are in the later one as well
-- Grain: one row. Reads: earlier, later; a record id is there once and never blank, as every contract demands. Writes: nothing.
SELECT count(*) FROM earlier SEMI JOIN later USING ({{record_id}});

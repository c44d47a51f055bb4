-- A slot can be cancelled, by whom and why, on PostgreSQL: what the SQLite migration 011 makes; one row an event of a slot, as before; reads nothing; writes the table's columns and checks. Triggers and rights stay as they are: officers and jobs both write of slots. The reason is an officer's own words, never a value of a row.
ALTER TABLE linkage.slots DROP CONSTRAINT slots_act_check;
ALTER TABLE linkage.slots ADD CONSTRAINT slots_act_check CHECK (act IN ('Requested', 'Begun', 'Retried', 'Interrupted', 'CancelRequested', 'Released', 'Refused', 'Failed', 'Overran', 'Cancelled', 'Superseded', 'Skipped'));
ALTER TABLE linkage.slots ADD COLUMN reason text COLLATE "C";
ALTER TABLE linkage.slots ADD CONSTRAINT slots_reason_check CHECK ((act = 'CancelRequested') = (reason IS NOT NULL));
ALTER TABLE linkage.slots ADD CONSTRAINT slots_canceller_check CHECK (act <> 'CancelRequested' OR person IS NOT NULL);
CREATE INDEX slots_by_run ON linkage.slots (run_id);

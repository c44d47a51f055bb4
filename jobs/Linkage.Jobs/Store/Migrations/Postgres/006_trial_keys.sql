-- Keys of grants may deal out the arms of a trial, on PostgreSQL: what the SQLite migration 008 does; reads nothing; changes a check of key_events.
ALTER TABLE linkage.key_events DROP CONSTRAINT key_events_field_check;
ALTER TABLE linkage.key_events ADD CONSTRAINT key_events_field_check CHECK (field IN ('Person', 'Household', 'Arm'));

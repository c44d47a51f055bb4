-- Records that bear the mark of a protected address, however it is spaced and in any case
-- grain: one row a record; reads: contact columns of identity sets; writes: marked_record
CREATE OR REPLACE TEMP TABLE marked_record AS
SELECT DISTINCT dataset, record_key
FROM ({{places}})
WHERE contains(regexp_replace(upper(place), '[^A-Z]', '', 'g'), 'ZZZSECUR')

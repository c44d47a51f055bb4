-- Rows of people of whom too few are new beside an earlier release: whoever has both would pick them out. The others stay.
-- grain: one row a person; reads: earlier_people, spine, judged_rows; writes: judged_rows
CREATE OR REPLACE TABLE newcomers AS
SELECT earlier.release, earlier.output, kept.person_key
FROM (SELECT DISTINCT release, output FROM earlier_people) AS earlier
CROSS JOIN (SELECT person_key FROM judged_rows WHERE left_out_because IS NULL) AS kept
ANTI JOIN (
    SELECT DISTINCT earlier_people.release, earlier_people.output, spine.person_key
    FROM earlier_people JOIN spine USING (dataset, record_key)
) AS known ON known.release = earlier.release AND known.output = earlier.output AND known.person_key = kept.person_key;

UPDATE judged_rows SET left_out_because = 'DIFFERENCE_SUPPRESSED'
WHERE left_out_because IS NULL AND person_key IN (
    SELECT person_key
    FROM newcomers JOIN (SELECT release, output FROM newcomers GROUP BY release, output HAVING count(*) < {{k}}) AS few USING (release, output));

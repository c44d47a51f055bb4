-- How many people an earlier release had and this one has not, where they are few; grain: one number; reads: earlier_people, spine, judged_rows
SELECT CAST(coalesce(max(people), 0) AS BIGINT) FROM (
    SELECT count(*) AS people FROM (
        SELECT earlier_people.release, earlier_people.output, earlier_people.person
        FROM earlier_people
        LEFT JOIN spine USING (dataset, record_key)
        LEFT JOIN judged_rows AS kept ON kept.person_key = spine.person_key AND kept.left_out_because IS NULL
        GROUP BY ALL
        HAVING count(kept.person_key) = 0
    ) AS leavers
    GROUP BY release, output
    HAVING count(*) < {{k}}
) AS few;

-- Who is enrolled: what was known, and the records of everybody who has an arm now. A record that is gone stays, so that who comes back has the arm they had
-- grain: one row a record; reads: register, trial_record, trial_arm; writes: a Parquet file of the research zone
COPY (
    SELECT dataset, record_key, unit, stratum, position, arm, enrolled FROM register
    UNION ALL
    SELECT record.dataset, record.record_key, arm.unit, arm.stratum, arm.position, arm.arm, arm.enrolled
    FROM trial_record AS record
    JOIN trial_arm AS arm USING (person_key)
    WHERE arm.arm IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM register WHERE register.dataset = record.dataset AND register.record_key = record.record_key)
    ORDER BY dataset, record_key
) TO {{target}} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880);

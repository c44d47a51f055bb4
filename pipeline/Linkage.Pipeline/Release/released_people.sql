-- The people of the rows of a release, by the record keys of their records, which are the same under every grant; grain: one record of a person in an output; reads: spine, the tables of the outputs; writes: a Parquet file
-- No person key: those of a grant go with it. Persons are numbered.
COPY (
    SELECT output, dense_rank() OVER (PARTITION BY output ORDER BY output.person_key) AS person, spine.dataset, spine.record_key
    FROM ({{outputs}}) AS output JOIN spine USING (person_key)
    WHERE spine.dataset IN ({{datasets}})
    ORDER BY ALL
) TO {{path}} (FORMAT parquet);

-- What people added to the sums of a release, by the record keys of their records, which are the same under every grant; grain: one record of a person in a sum; reads: contributions, spine; writes: a Parquet file
-- No person key: those of a grant go with it. Persons are numbered.
COPY (
    SELECT added.column_name, added.cell, dense_rank() OVER (PARTITION BY added.column_name ORDER BY added.person_key) AS person, added.amount, spine.dataset, spine.record_key
    FROM ({{contributions}}) AS added
    LEFT JOIN spine ON spine.person_key = added.person_key AND spine.dataset IN ({{datasets}})
    ORDER BY ALL
) TO {{path}} (FORMAT parquet);

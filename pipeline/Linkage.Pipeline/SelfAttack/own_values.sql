-- How many values of a column are the very number or date that the identity zone has of the same record or person, and how many would be by chance, were the same values dealt out anew.
-- grain: one row a column of the identity zone; reads: the file, owner; writes: nothing
WITH shown AS (
    SELECT {{key}} AS key, attack_folded({{column}}) AS value FROM {{file}} WHERE {{column}} IS NOT NULL AND {{key}} IS NOT NULL
),
kept AS (SELECT owner.* FROM owner WHERE owner.key_name = {{key_name}} AND owner.key IN (SELECT key FROM shown)),
met AS (
    SELECT kept.kind, count(DISTINCT kept.value) AS found
    FROM shown JOIN kept ON kept.key = shown.key AND kept.value = shown.value
    GROUP BY ALL
),
chance AS (
    SELECT owned.kind, sum(dealt.rows * owned.rows) / (SELECT greatest(count(DISTINCT key), 1) FROM shown) AS expected
    FROM (SELECT value, count(*) AS rows FROM shown GROUP BY ALL) AS dealt
    JOIN (SELECT kind, value, count(*) AS rows FROM kept GROUP BY ALL) AS owned ON owned.value = dealt.value
    GROUP BY ALL
)
SELECT met.kind, met.found, chance.expected FROM met JOIN chance USING (kind) ORDER BY ALL

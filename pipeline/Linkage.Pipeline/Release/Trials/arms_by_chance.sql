-- Arms by chance: the new units of a stratum take the places that follow on those taken so far, in the order of their pseudonyms. Places come in blocks, and in each block every arm has its
-- share of them, in an order that the key gives. So a stratum is never further from its shares than one block.
-- grain: one row a new unit; reads: register, trial_new_unit, trial_slot; writes: trial_dealt
CREATE TABLE trial_dealt AS
WITH taken AS (
    SELECT stratum, max(position) + 1 AS places FROM register GROUP BY stratum
),
placed AS (
    SELECT fresh.*, coalesce(taken.places, 0) + row_number() OVER (PARTITION BY fresh.stratum ORDER BY fresh.unit) - 1 AS position
    FROM trial_new_unit AS fresh
    LEFT JOIN taken USING (stratum)
),
place AS (
    SELECT block.stratum, block.block, slot.arm,
           row_number() OVER (PARTITION BY block.stratum, block.block ORDER BY {{pseudonym}}('block ' || block.block || ', slot ' || slot.slot || ', stratum ' || block.stratum)) - 1 AS place
    FROM (SELECT DISTINCT stratum, position // {{size}} AS block FROM placed) AS block
    CROSS JOIN trial_slot AS slot
)
SELECT placed.unit_key, placed.unit, placed.stratum, placed.position, place.arm
FROM placed
JOIN place ON place.stratum = placed.stratum AND place.block = placed.position // {{size}} AND place.place = placed.position % {{size}};

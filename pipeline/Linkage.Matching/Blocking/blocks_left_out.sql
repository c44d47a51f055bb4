-- Blocks too large by themselves, then the largest until the rest fit; one row a block; reads lnk_block; writes lnk_block_out
CREATE OR REPLACE TEMP TABLE lnk_block_out AS
SELECT key, pairs
FROM (SELECT key, pairs, sum(pairs) OVER (ORDER BY pairs, key ROWS UNBOUNDED PRECEDING) AS running FROM lnk_block)
WHERE pairs > $1 OR running > $2

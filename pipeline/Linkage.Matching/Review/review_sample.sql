-- The pairs with the least numbers of each band, in the order reviewers see them; one row a pair; reads lnk_review_candidate; writes lnk_review_pair
CREATE OR REPLACE TEMP TABLE lnk_review_pair AS
WITH quota AS (SELECT * FROM (VALUES {{quotas}}) q(stratum, take)),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY draw) AS place FROM lnk_review_candidate),
taken AS (
  SELECT r.* FROM ranked r JOIN quota q ON q.stratum = r.stratum AND r.place <= q.take)
SELECT CAST(row_number() OVER (ORDER BY md5_number(concat('order/', draw)), draw) AS INTEGER) AS number, * EXCLUDE (draw, place) FROM taken

-- Every pair of the run once, whichever way round, with its band and a number drawn from seed and ids; one row a pair; reads a link table; writes lnk_review_candidate
CREATE OR REPLACE TEMP TABLE lnk_review_candidate AS
WITH typed AS (
  SELECT CAST(left_dataset AS VARCHAR) AS left_dataset, CAST(left_id AS VARCHAR) AS left_id,
    CAST(right_dataset AS VARCHAR) AS right_dataset, CAST(right_id AS VARCHAR) AS right_id,
    CAST(match_weight AS DOUBLE) AS match_weight, CAST(match_probability AS DOUBLE) AS match_probability{{levels}}
  FROM {{links}}),
sided AS (
  SELECT *, concat(length(left_dataset), ':', left_dataset, length(left_id), ':', left_id) AS a,
    concat(length(right_dataset), ':', right_dataset, length(right_id), ':', right_id) AS b
  FROM typed),
drawn AS (
  SELECT * EXCLUDE (a, b), md5_number(concat('{{seed}}/', least(a, b), greatest(a, b))) AS draw, {{stratum}} AS stratum FROM sided)
SELECT * FROM drawn
QUALIFY row_number() OVER (PARTITION BY draw ORDER BY match_weight DESC, left_dataset, left_id) = 1

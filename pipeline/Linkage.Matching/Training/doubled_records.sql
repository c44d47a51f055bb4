-- Records that another record they may be paired with has both names and the date of birth of; one row a record; reads lnk_rec; writes nothing
WITH held AS (SELECT fn, sn, dob, ds, count(*) AS n FROM lnk_rec WHERE fn IS NOT NULL AND sn IS NOT NULL AND dob IS NOT NULL GROUP BY ALL),
person AS (
  SELECT fn, sn, dob, bit_or(1::UBIGINT << ds) AS once, bit_or(CASE WHEN n > 1 THEN 1::UBIGINT << ds ELSE 0::UBIGINT END) AS twice
  FROM held GROUP BY ALL HAVING sum(n) > 1)
SELECT x.rid
FROM lnk_rec x JOIN person p ON p.fn = x.fn AND p.sn = x.sn AND p.dob = x.dob
WHERE x.partners & ((p.once & ~(1::UBIGINT << x.ds)) | (p.twice & (1::UBIGINT << x.ds))) <> 0

-- People found in both files.
-- grain: one row a person; reads: febrl4a, febrl4b
SELECT DISTINCT febrl4a.person_key
FROM febrl4a
SEMI JOIN febrl4b USING (person_key)

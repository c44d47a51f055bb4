-- How many records of each person before are in each cluster now; one row a person before (NULL: new records) and cluster (NULL: withdrawn records); reads lnk_spine_record; writes lnk_spine_flow
CREATE OR REPLACE TEMP TABLE lnk_spine_flow AS
SELECT before, cluster_number, count(*) AS records FROM lnk_spine_record GROUP BY ALL

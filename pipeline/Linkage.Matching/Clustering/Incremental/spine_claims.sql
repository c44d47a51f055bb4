-- The cluster where most of a person's records went, ties by the least cluster; one row a person before that still has records; reads lnk_spine_flow; writes lnk_spine_claim
CREATE OR REPLACE TEMP TABLE lnk_spine_claim AS
SELECT before, cluster_number, records FROM lnk_spine_flow WHERE before IS NOT NULL AND cluster_number IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY before ORDER BY records DESC, cluster_number) = 1

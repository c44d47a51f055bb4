-- Pairs at or above the threshold, by number; one row a pair; reads nothing; writes lnk_candidate (filled while pairs are compared)
CREATE OR REPLACE TEMP TABLE lnk_candidate (l INTEGER, r INTEGER, rule UTINYINT, model SMALLINT, pattern BIGINT, log_odds DOUBLE)

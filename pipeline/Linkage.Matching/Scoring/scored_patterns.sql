-- What each pattern that can reach the threshold says; one row a model and pattern; reads nothing; writes lnk_odds (filled by an appender)
CREATE OR REPLACE TEMP TABLE lnk_odds (model SMALLINT, pattern BIGINT, match DOUBLE, household DOUBLE, unrelated DOUBLE)

-- What the weight of a rare value takes from each model: rates of exact agreement, and of the two parts of a household's; one row a model; reads nothing; writes lnk_model (filled by an appender)
CREATE OR REPLACE TEMP TABLE lnk_model (model SMALLINT, average DOUBLE{{columns}})

-- Demographics of the households that gave them, one row each; unknown is empty.
--
-- in   variable folder: the data set's place
-- out  user_id, age, income, home_ownership, marital_status, household_size, household_comp, kids_count
SELECT household_id AS user_id, * EXCLUDE (household_id)
FROM read_csv(getvariable('folder') || '/demographics.csv.gz', all_varchar = true, nullstr = 'NA')
ORDER BY user_id;

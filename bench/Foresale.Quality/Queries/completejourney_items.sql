-- What is known of a campaign before it begins: its type, as the category of the item that it is in the log.
--
-- in   variable folder: the data set's place
-- out  item_id, category
SELECT 'campaign:' || campaign_id AS item_id, lower(campaign_type) AS category
FROM read_csv(getvariable('folder') || '/campaign_descriptions.csv.gz', all_varchar = true)
ORDER BY start_date, campaign_id;

-- Which households redeem a coupon of the campaigns that reach them: one row a household and campaign, asked at the campaign's start.
-- The further columns say what is known of a campaign on its first day; they join the context of the state.
--
-- in   variable folder: the data set's place
-- out  user_id, item_id, time [the campaign's first day], label [1 redeems, 0 does not], campaign_type, campaign_days,
--      campaign_coupons [kinds of coupon], campaign_products [products that they are for], campaign_bought [purchases by the household, before
--      that day, of these products]
WITH redeemed AS (
    SELECT DISTINCT household_id, campaign_id
    FROM read_csv(getvariable('folder') || '/coupon_redemptions.csv.gz', all_varchar = true)
),
offers AS (
    SELECT campaign_id, count(DISTINCT coupon_upc) AS coupons, count(DISTINCT product_id) AS products
    FROM read_csv(getvariable('folder') || '/coupons.csv.gz', all_varchar = true)
    GROUP BY campaign_id
),
bought AS (
    SELECT t.household_id, o.campaign_id, count(*) AS purchases
    FROM read_csv(getvariable('folder') || '/transactions_sample.csv.gz', all_varchar = true) AS t
    JOIN (SELECT DISTINCT campaign_id, product_id FROM read_csv(getvariable('folder') || '/coupons.csv.gz', all_varchar = true)) AS o USING (product_id)
    JOIN read_csv(getvariable('folder') || '/campaign_descriptions.csv.gz', all_varchar = true) AS c USING (campaign_id)
    WHERE CAST(t.transaction_timestamp AS TIMESTAMP) < CAST(c.start_date AS TIMESTAMP)
    GROUP BY t.household_id, o.campaign_id
)
SELECT
    t.household_id                                                                 AS user_id,
    'campaign:' || t.campaign_id                                                   AS item_id,
    c.start_date                                                                   AS time,
    CAST(r.household_id IS NOT NULL AS INTEGER)                                    AS label,
    lower(c.campaign_type)                                                         AS campaign_type,
    date_diff('day', CAST(c.start_date AS DATE), CAST(c.end_date AS DATE)) + 1     AS campaign_days,
    o.coupons                                                                      AS campaign_coupons,
    o.products                                                                     AS campaign_products,
    coalesce(b.purchases, 0)                                                       AS campaign_bought
FROM read_csv(getvariable('folder') || '/campaigns.csv.gz', all_varchar = true) AS t
JOIN read_csv(getvariable('folder') || '/campaign_descriptions.csv.gz', all_varchar = true) AS c USING (campaign_id)
LEFT JOIN redeemed AS r ON r.household_id = t.household_id AND r.campaign_id = t.campaign_id
LEFT JOIN bought AS b ON b.household_id = t.household_id AND b.campaign_id = t.campaign_id
LEFT JOIN offers AS o ON o.campaign_id = t.campaign_id
ORDER BY c.start_date, t.household_id, t.campaign_id;

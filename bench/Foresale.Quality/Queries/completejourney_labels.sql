-- Which households redeem a coupon of the campaigns that reach them: one row a household and campaign, asked at the campaign's start.
-- The further columns say what is known on its first day of a campaign, and of the household with the products that its coupons are for;
-- they join the context of the state. Alike is a product of the same category and maker: transactions are a sample, which seldom holds
-- the product itself.
--
-- in   variable folder: the data set's place
-- out  user_id, item_id, time [the campaign's first day], label [1 redeems, 0 does not], campaign_type, campaign_days,
--      campaign_coupons [kinds of coupon], campaign_products [products that they are for];
--      by the household before that day: campaign_bought [purchases of these products], campaign_spent [USD, on them],
--      campaign_days_since [days since the last of them; empty for none], campaign_alike [purchases alike],
--      campaign_redeemed [coupons of earlier campaigns that it redeemed, one for each category that they share with this one]
WITH campaigns AS (
    SELECT campaign_id, lower(campaign_type) AS campaign_type, CAST(start_date AS DATE) AS first_day, CAST(end_date AS DATE) AS last_day
    FROM read_csv(getvariable('folder') || '/campaign_descriptions.csv.gz', all_varchar = true)
),
reached AS (
    SELECT household_id, campaign_id, first_day
    FROM read_csv(getvariable('folder') || '/campaigns.csv.gz', all_varchar = true)
    JOIN campaigns USING (campaign_id)
),
products AS (
    SELECT product_id, product_category AS category, manufacturer_id AS maker
    FROM read_csv(getvariable('folder') || '/products.csv.gz', all_varchar = true, nullstr = 'NA')
),
coupons AS (
    SELECT DISTINCT campaign_id, coupon_upc, product_id, category, maker
    FROM read_csv(getvariable('folder') || '/coupons.csv.gz', all_varchar = true)
    LEFT JOIN products USING (product_id)
),
redeemed AS (
    SELECT household_id, campaign_id, coupon_upc, CAST(redemption_date AS DATE) AS day
    FROM read_csv(getvariable('folder') || '/coupon_redemptions.csv.gz', all_varchar = true)
),
purchases AS (
    SELECT r.household_id, r.campaign_id, r.first_day, CAST(t.transaction_timestamp AS TIMESTAMP) AS time, CAST(t.sales_value AS DOUBLE) AS value, t.product_id, p.category, p.maker
    FROM reached AS r
    JOIN read_csv(getvariable('folder') || '/transactions_sample.csv.gz', all_varchar = true) AS t
        ON t.household_id = r.household_id AND CAST(t.transaction_timestamp AS TIMESTAMP) < r.first_day
    LEFT JOIN products AS p USING (product_id)
),
offers AS (
    SELECT campaign_id, count(DISTINCT coupon_upc) AS coupons, count(DISTINCT product_id) AS products
    FROM coupons
    GROUP BY campaign_id
),
bought AS (
    SELECT household_id, campaign_id, count(*) AS purchases, sum(value) AS spent, date_diff('day', max(time), any_value(first_day)) AS days_since
    FROM purchases
    JOIN (SELECT DISTINCT campaign_id, product_id FROM coupons) USING (campaign_id, product_id)
    GROUP BY household_id, campaign_id
),
alike AS (
    SELECT household_id, campaign_id, count(*) AS purchases
    FROM purchases
    JOIN (SELECT DISTINCT campaign_id, category, maker FROM coupons) USING (campaign_id, category, maker)
    GROUP BY household_id, campaign_id
),
categories AS (
    SELECT DISTINCT campaign_id, category
    FROM coupons
    WHERE category IS NOT NULL
),
earlier AS (
    SELECT r.household_id, r.campaign_id, count(*) AS coupons
    FROM reached AS r
    JOIN redeemed AS e ON e.household_id = r.household_id AND e.day < r.first_day
    JOIN (SELECT DISTINCT campaign_id, coupon_upc, category FROM coupons) AS c ON c.campaign_id = e.campaign_id AND c.coupon_upc = e.coupon_upc
    JOIN categories AS k ON k.campaign_id = r.campaign_id AND k.category = c.category
    GROUP BY r.household_id, r.campaign_id
)
SELECT
    t.household_id                                        AS user_id,
    'campaign:' || t.campaign_id                          AS item_id,
    t.first_day                                           AS time,
    CAST(r.household_id IS NOT NULL AS INTEGER)           AS label,
    c.campaign_type,
    date_diff('day', c.first_day, c.last_day) + 1         AS campaign_days,
    o.coupons                                             AS campaign_coupons,
    o.products                                            AS campaign_products,
    coalesce(b.purchases, 0)                              AS campaign_bought,
    coalesce(b.spent, 0)                                  AS campaign_spent,
    b.days_since                                          AS campaign_days_since,
    coalesce(a.purchases, 0)                              AS campaign_alike,
    coalesce(e.coupons, 0)                                AS campaign_redeemed
FROM reached AS t
JOIN campaigns AS c USING (campaign_id)
LEFT JOIN (SELECT DISTINCT household_id, campaign_id FROM redeemed) AS r USING (household_id, campaign_id)
LEFT JOIN bought AS b USING (household_id, campaign_id)
LEFT JOIN alike AS a USING (household_id, campaign_id)
LEFT JOIN earlier AS e USING (household_id, campaign_id)
LEFT JOIN offers AS o USING (campaign_id)
ORDER BY t.first_day, t.household_id, t.campaign_id;

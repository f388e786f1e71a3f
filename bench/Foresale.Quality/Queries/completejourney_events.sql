-- Complete Journey as a log of events: shopping trips, campaigns that reach a household, and coupons that it redeems.
-- A campaign is an item whose category is its type: a coupon brought to the till is its `cart`. So what a household did with
-- earlier campaigns stands in the same state as what it bought.
--
-- in   variable folder: the data set's place
-- out  time [the stores' clock], user_id, behavior, detail [how a purchase was paid, the type of a campaign], item_id, category, brand,
--      price [USD a unit], quantity, order_id
-- time a campaign reaches a household at midnight of its first day; the day of a redemption is known, its hour is not: noon
WITH campaigns AS (
    SELECT campaign_id, 'campaign:' || campaign_id AS item_id, lower(campaign_type) AS campaign_type, start_date
    FROM read_csv(getvariable('folder') || '/campaign_descriptions.csv.gz', all_varchar = true)
),
purchases AS (
    SELECT
        t.household_id                                                     AS user_id,
        CAST(t.transaction_timestamp AS TIMESTAMP)                         AS time,
        'purchase'                                                         AS behavior,
        t.product_id                                                       AS item_id,
        lower(p.product_category)                                          AS category,
        p.brand || ' ' || p.manufacturer_id                                AS brand,
        round(CAST(t.sales_value AS DOUBLE) / greatest(CAST(t.quantity AS DOUBLE), 1), 4) AS price,
        greatest(CAST(t.quantity AS DOUBLE), 1)                            AS quantity,
        t.basket_id                                                        AS order_id,
        CASE
            WHEN CAST(t.coupon_disc AS DOUBLE) > 0 THEN 'coupon'
            WHEN CAST(t.retail_disc AS DOUBLE) > 0 THEN 'offer'
            ELSE 'full price'
        END                                                                AS detail
    FROM read_csv(getvariable('folder') || '/transactions_sample.csv.gz', all_varchar = true) AS t
    LEFT JOIN read_csv(getvariable('folder') || '/products.csv.gz', all_varchar = true, nullstr = 'NA') AS p USING (product_id)
),
reached AS (
    SELECT t.household_id AS user_id, CAST(c.start_date AS TIMESTAMP) AS time, 'view' AS behavior, c.item_id, c.campaign_type AS category, 'reached by ' || c.campaign_type AS detail
    FROM read_csv(getvariable('folder') || '/campaigns.csv.gz', all_varchar = true) AS t
    JOIN campaigns AS c USING (campaign_id)
),
redeemed AS (
    SELECT DISTINCT r.household_id AS user_id, CAST(r.redemption_date AS TIMESTAMP) + INTERVAL 12 HOUR AS time, 'cart' AS behavior, c.item_id, c.campaign_type AS category, 'redeemed of ' || c.campaign_type AS detail
    FROM read_csv(getvariable('folder') || '/coupon_redemptions.csv.gz', all_varchar = true) AS r
    JOIN campaigns AS c USING (campaign_id)
),
events AS (
    SELECT user_id, time, behavior, item_id, category, brand, price, quantity, order_id, detail FROM purchases
    UNION ALL
    SELECT user_id, time, behavior, item_id, category, NULL, NULL, NULL, NULL, detail FROM reached
    UNION ALL
    SELECT user_id, time, behavior, item_id, category, NULL, NULL, NULL, NULL, detail FROM redeemed
)
SELECT
    strftime(time, '%Y-%m-%d %H:%M:%S') AS time,
    user_id, behavior, detail, item_id, category, brand, price, quantity, order_id
FROM events
ORDER BY time, user_id, behavior, item_id, order_id;

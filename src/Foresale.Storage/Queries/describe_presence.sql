-- How often each optional field is present on purchases and on everything else.
--
-- in   log
-- out  purchase [bool], events [count], then one count of values a field
SELECT
    behavior = 'purchase'                      AS purchase,
    count(*)                                   AS events,
    count(received_at)                         AS received_at,
    count(anonymous_id)                        AS anonymous_id,
    count(item_id)                             AS item_id,
    count(category)                            AS category,
    count(brand)                               AS brand,
    count(price)                               AS price,
    count(currency)                            AS currency,
    count(quantity)                            AS quantity,
    count(order_id)                            AS order_id,
    count(query)                               AS query,
    count(device)                              AS device,
    count(region)                              AS region,
    count(channel)                             AS channel,
    count(consent)                             AS consent
FROM log
GROUP BY purchase
ORDER BY purchase;

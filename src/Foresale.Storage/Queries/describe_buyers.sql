-- Orders and those who placed them. An order is an order id; a purchase without one counts with its session.
--
-- in   log
-- out  buyers, repeat_buyers [shoppers with two orders or more], orders [counts], revenue [price times quantity; null without prices]
WITH buyers AS (
    SELECT
        user_id,
        count(DISTINCT coalesce(order_id, '/' || session_id)) AS orders,
        sum(CAST(price AS DOUBLE) * coalesce(CAST(quantity AS DOUBLE), 1)) AS revenue
    FROM log
    WHERE behavior = 'purchase'
    GROUP BY user_id
)
SELECT
    count(*)                                   AS buyers,
    count(*) FILTER (orders >= 2)              AS repeat_buyers,
    CAST(coalesce(sum(orders), 0) AS BIGINT)   AS orders,
    sum(revenue)                               AS revenue
FROM buyers
ORDER BY ALL;

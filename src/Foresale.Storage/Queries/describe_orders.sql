-- The orders that the log knows.
--
-- in   log
-- out  order_id, user_id, day [of its first purchase], ordered by order_id; purchases without an order id have null
SELECT
    order_id,
    user_id,
    min(day)                                   AS day
FROM log
WHERE behavior = 'purchase'
GROUP BY order_id, user_id
ORDER BY order_id, user_id;

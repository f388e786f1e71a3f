-- The most frequent items, categories and brands.
--
-- in   log
-- out  field, value, events, shoppers, purchases [counts]; ten a field
WITH named AS (
    SELECT 'item_id' AS field, CAST(item_id AS VARCHAR) AS value, user_id, behavior FROM log WHERE item_id IS NOT NULL
    UNION ALL
    SELECT 'category', CAST(category AS VARCHAR), user_id, behavior FROM log WHERE category IS NOT NULL
    UNION ALL
    SELECT 'brand', CAST(brand AS VARCHAR), user_id, behavior FROM log WHERE brand IS NOT NULL
),
counted AS (
    SELECT
        field,
        value,
        count(*)                               AS events,
        count(DISTINCT user_id)                AS shoppers,
        count(*) FILTER (behavior = 'purchase') AS purchases
    FROM named
    GROUP BY field, value
)
SELECT field, value, events, shoppers, purchases
FROM counted
QUALIFY row_number() OVER (PARTITION BY field ORDER BY events DESC, value) <= 10
ORDER BY list_position(['item_id', 'category', 'brand'], field), events DESC, value;

-- How many shoppers ever did exactly a set of behaviors.
--
-- in   visits
-- out  mask [bit b: behavior code b occurs], shoppers [count]
WITH shoppers AS (
    SELECT bit_or(mask) AS mask
    FROM visits
    GROUP BY user_id
)
SELECT
    mask,
    count(*)                                   AS shoppers
FROM shoppers
GROUP BY mask
ORDER BY mask;

-- Shoppers seen in one window of some days, and whether they buy in the next: the windows lie back to back, so units do not overlap.
--
-- in   log; $horizon [days], $first and $last [days of the log]
-- out  units, positives, buyers [distinct shoppers among the positives] [counts]; only windows whose next one ends within the log
WITH windows AS (
    SELECT
        user_id,
        date_diff('day', CAST($first AS DATE), day) // CAST($horizon AS BIGINT) AS number,
        bool_or(behavior = 'purchase')         AS bought
    FROM log
    GROUP BY user_id, number
)
SELECT
    count(*)                                                       AS units,
    count(*) FILTER (next.bought)                                  AS positives,
    count(DISTINCT seen.user_id) FILTER (next.bought)              AS buyers
FROM windows AS seen
LEFT JOIN windows AS next ON next.user_id = seen.user_id AND next.number = seen.number + 1
WHERE (seen.number + 2) * CAST($horizon AS BIGINT) <= date_diff('day', CAST($first AS DATE), CAST($last AS DATE)) + 1
ORDER BY ALL;

-- Values of the event's fields after which nearly every session buys: a sign that the value is written by the purchase.
-- Only events other than purchases are looked at.
--
-- in   log, visits
-- out  field, value, sessions [with it], bought [those with a purchase]; at least 20 sessions and 95 % of them
WITH named AS (
    SELECT DISTINCT 'category' AS field, CAST(category AS VARCHAR) AS value, user_id, session_id FROM log WHERE behavior <> 'purchase' AND category IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'brand', CAST(brand AS VARCHAR), user_id, session_id FROM log WHERE behavior <> 'purchase' AND brand IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'device', CAST(device AS VARCHAR), user_id, session_id FROM log WHERE behavior <> 'purchase' AND device IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'region', CAST(region AS VARCHAR), user_id, session_id FROM log WHERE behavior <> 'purchase' AND region IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'channel', CAST(channel AS VARCHAR), user_id, session_id FROM log WHERE behavior <> 'purchase' AND channel IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'consent', CAST(consent AS VARCHAR), user_id, session_id FROM log WHERE behavior <> 'purchase' AND consent IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'query', lower(CAST(query AS VARCHAR)), user_id, session_id FROM log WHERE behavior <> 'purchase' AND query IS NOT NULL
)
SELECT
    field,
    value,
    count(*)                                   AS sessions,
    count(*) FILTER ((mask & 16) <> 0)         AS bought
FROM named
JOIN visits USING (user_id, session_id)
GROUP BY field, value
HAVING count(*) >= 20 AND count(*) FILTER ((mask & 16) <> 0) >= 0.95 * count(*)
ORDER BY sessions DESC, field, value
LIMIT 50;

-- How many events, shoppers, sessions and items each behavior has, in the order of the funnel.
--
-- in   log
-- out  code, events, shoppers, sessions, items [counts]
SELECT
    code,
    count(*)                                   AS events,
    count(DISTINCT user_id)                    AS shoppers,
    count(DISTINCT (user_id, session_id))      AS sessions,
    count(DISTINCT item_id)                    AS items
FROM log
GROUP BY code
ORDER BY code;

-- The shoppers who bought, or the items that were bought.
--
-- in   log; the variable side_key (user_id or item_id)
-- out  table bought(key) [distinct]
CREATE OR REPLACE TEMP TABLE bought AS
SELECT DISTINCT CASE getvariable('side_key') WHEN 'user_id' THEN user_id ELSE item_id END AS key
FROM log
WHERE behavior = 'purchase';

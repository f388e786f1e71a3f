-- out  part, value
SELECT part, value FROM items ORDER BY part;

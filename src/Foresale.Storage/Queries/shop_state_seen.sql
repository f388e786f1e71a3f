-- out  day, value
SELECT day, value FROM seen ORDER BY day, id;

-- out  number, name, secret
SELECT number, name, secret FROM users ORDER BY number;

-- in   $number, $name, $secret
INSERT INTO users (number, name, secret) VALUES ($number, $name, $secret);

-- in   $number
DELETE FROM links WHERE anonymous = $number OR known = $number;
DELETE FROM users WHERE number = $number;

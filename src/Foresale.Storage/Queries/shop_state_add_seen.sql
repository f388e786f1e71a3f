-- in   $day, $value
INSERT INTO seen (day, value) VALUES ($day, $value);

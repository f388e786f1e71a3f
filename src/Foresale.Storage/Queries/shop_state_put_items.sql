-- in   $part, $value
INSERT INTO items (part, value) VALUES ($part, $value) ON CONFLICT (part) DO UPDATE SET value = excluded.value;

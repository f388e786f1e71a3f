-- in   $part, $length [bytes]
-- out  the row, whose value is to be written
INSERT INTO items (part, value) VALUES ($part, zeroblob($length)) ON CONFLICT (part) DO UPDATE SET value = excluded.value RETURNING part;

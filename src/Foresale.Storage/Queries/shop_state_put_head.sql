-- in   $id, $length [bytes]
-- out  the row, whose value is to be written
INSERT INTO head (id, value) VALUES ($id, zeroblob($length)) ON CONFLICT (id) DO UPDATE SET value = excluded.value RETURNING id;

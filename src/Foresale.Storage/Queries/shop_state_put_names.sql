-- in   $id, $length [bytes]
-- out  the row, whose value is to be written
REPLACE INTO names (id, value) VALUES ($id, zeroblob($length));
SELECT last_insert_rowid();

-- in   $part, $length [bytes]
-- out  the row, whose value is to be written
REPLACE INTO items (part, value) VALUES ($part, zeroblob($length));
SELECT last_insert_rowid();

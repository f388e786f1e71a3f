-- in   $day, $length [bytes]
-- out  the row, whose value is to be written
INSERT INTO seen (day, value) VALUES ($day, zeroblob($length));
SELECT last_insert_rowid();

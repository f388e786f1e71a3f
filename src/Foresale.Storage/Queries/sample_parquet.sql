-- The first rows of a Parquet file, for a guess of its mapping.
--
-- in   $path (the file), $rows [count]
-- out  the file's columns, in the order of the file
SELECT * EXCLUDE (file_row_number)
FROM (SELECT * FROM read_parquet($path, file_row_number = true))
WHERE file_row_number < $rows
ORDER BY file_row_number;

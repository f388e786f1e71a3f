-- Some rows of a query, for its quarantine.
--
-- in   {parquet} path of the rows, {rows} their places from 0, {columns} 'name', "name" of each column
-- out  row, text [JSON that names the columns]
SELECT file_row_number AS row, CAST(json_object({columns}) AS VARCHAR) AS text
FROM read_parquet({parquet}, file_row_number = true)
WHERE file_row_number IN ({rows})

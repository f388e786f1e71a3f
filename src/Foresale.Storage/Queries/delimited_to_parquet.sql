-- A CSV file that Foresale wrote, as Parquet, in its order.
--
-- in   {csv} path, {types} struct of the columns that stay text, {parquet} path
-- out  a Parquet file with the same columns
COPY (
    SELECT *
    FROM read_csv({csv}, header = true, delim = ',', quote = '"', escape = '"', types = {types}, sample_size = -1, parallel = false)
) TO {parquet} (FORMAT parquet, COMPRESSION zstd);

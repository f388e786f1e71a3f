-- Lines that the reader set aside, once each.
--
-- out  file_path, record [from 1, the header being one], error_type, csv_line
SELECT
    scans.file_path,
    errors.line                          AS record,
    first(errors.error_type::VARCHAR)    AS error_type,
    first(errors.csv_line)               AS csv_line
FROM reject_errors AS errors
JOIN reject_scans AS scans USING (scan_id, file_id)
GROUP BY scans.file_path, errors.line
ORDER BY scans.file_path, errors.line

-- Version of the format of the keys' file.
SELECT version FROM format;

-- out  anonymous, known [numbers]
SELECT anonymous, known FROM links ORDER BY anonymous, known;

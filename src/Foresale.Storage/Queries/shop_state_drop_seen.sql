-- in   $day [the first that is kept]
DELETE FROM seen WHERE day < $day;

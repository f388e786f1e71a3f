-- in   $number
-- out  state
SELECT state FROM shoppers WHERE number = $number;

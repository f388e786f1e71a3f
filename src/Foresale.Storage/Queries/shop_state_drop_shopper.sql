-- in   $number
DELETE FROM shoppers WHERE number = $number;

DROP TRIGGER audit ON billing_savedmethod;

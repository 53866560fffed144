DROP TRIGGER hold_moment ON accounts_customer; DROP FUNCTION hold_has_its_moment();

-- Since when a customer is on hold: filled when the hold begins, emptied when it ends, whoever
-- writes the row.
CREATE FUNCTION hold_has_its_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'on_hold' THEN
        NEW.hold_since := NULL;
    ELSIF TG_OP = 'UPDATE' AND OLD.status = 'on_hold' THEN
        NEW.hold_since := coalesce(NEW.hold_since, OLD.hold_since, now());
    ELSE
        NEW.hold_since := coalesce(NEW.hold_since, now());
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER hold_moment BEFORE INSERT OR UPDATE OF status, hold_since ON accounts_customer
    FOR EACH ROW EXECUTE FUNCTION hold_has_its_moment();

UPDATE accounts_customer SET hold_since = now() WHERE status = 'on_hold';

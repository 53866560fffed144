-- An estimate, its versions and lines are one company's, in its currency.
ALTER TABLE orders_estimate
    ADD CONSTRAINT estimate_in_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency),
    ADD CONSTRAINT estimate_order_of_customer FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_estimateversion
    ADD CONSTRAINT version_of_customers_estimate FOREIGN KEY (estimate_id, customer_id)
        REFERENCES orders_estimate (id, customer_id);
ALTER TABLE orders_estimateline
    ADD CONSTRAINT line_of_customers_version FOREIGN KEY (version_id, customer_id)
        REFERENCES orders_estimateversion (id, customer_id);

-- What was offered stays as it was offered.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_estimateversion
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_estimateline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_estimate
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();

CREATE FUNCTION orders_estimate_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['status', 'reason', 'request_note', 'answered_at', 'answered_by_id',
        'signed_name', 'signed_sha256', 'order_id'];
BEGIN
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'Whose an estimate is never changes.' USING ERRCODE = '23514';
    END IF;
    IF OLD.status = 'accepted' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'An accepted estimate never changes.' USING ERRCODE = '23514';
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('requested', 'sent'), ('requested', 'withdrawn'), ('sent', 'accepted'),
        ('sent', 'declined'), ('sent', 'requested'), ('sent', 'withdrawn'), ('declined', 'sent')
    ) THEN
        RAISE EXCEPTION 'An estimate does not go from % to %.', OLD.status, NEW.status
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER estimate_moves BEFORE UPDATE ON orders_estimate
    FOR EACH ROW EXECUTE FUNCTION orders_estimate_moves();

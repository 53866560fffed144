-- A rule, a budget and what was asked are one company's; who asked is whoever placed the order.
ALTER TABLE orders_purchaseapproval
    ADD CONSTRAINT approval_of_customers_order FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id),
    ADD CONSTRAINT approval_asked_by_buyer FOREIGN KEY (order_id, asked_by_id)
        REFERENCES orders_salesorder (id, placed_by_id);

-- A step is decided once, while its order waits for it; nothing else of it ever changes. The order
-- is locked: who approves and who takes it back follow each other.
CREATE FUNCTION orders_approval_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moving text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'reason'];
    order_status text;
BEGIN
    SELECT status INTO order_status FROM orders_salesorder WHERE id = NEW.order_id
        FOR NO KEY UPDATE;
    IF order_status <> 'approval' THEN
        RAISE EXCEPTION 'This order does not wait for approval.' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'An approval is asked for first.' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'waiting' OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'What was decided stays decided.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_moves BEFORE INSERT OR UPDATE ON orders_purchaseapproval
    FOR EACH ROW EXECUTE FUNCTION orders_approval_moves();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_purchaseapproval
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();

-- An order goes to the seller when every step has been approved. A customer's page takes an order
-- there, or cancels one that nobody has confirmed; the rest is the seller's.
CREATE FUNCTION orders_approved_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.status = 'approval' AND NEW.status IN ('submitted', 'on_hold') AND NOT coalesce((
        SELECT bool_and(state = 'approved') FROM orders_purchaseapproval WHERE order_id = NEW.id
    ), false) THEN
        RAISE EXCEPTION 'This order still needs approval.' USING ERRCODE = '23514';
    END IF;
    IF coalesce(current_setting('foyer.company', true), '') NOT IN ('', '0')
       AND OLD.status <> 'approval'
       AND (NEW.status, OLD.status) NOT IN (('cancelled', 'submitted'), ('cancelled', 'on_hold')) THEN
        RAISE EXCEPTION 'A customer only cancels what nobody has confirmed.'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approved_first BEFORE UPDATE ON orders_salesorder
    FOR EACH ROW EXECUTE FUNCTION orders_approved_first();

-- A change request and its lines are about one company's order.
ALTER TABLE orders_orderchange
    ADD CONSTRAINT change_of_customers_order FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_orderchangeline
    ADD CONSTRAINT change_line_of_customers_change FOREIGN KEY (change_id, customer_id)
        REFERENCES orders_orderchange (id, customer_id),
    ADD CONSTRAINT change_line_of_customers_line FOREIGN KEY (line_id, customer_id)
        REFERENCES orders_orderline (id, customer_id);

-- It is decided once; a customer's page withdraws it and decides nothing.
CREATE FUNCTION orders_change_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'reason'];
BEGIN
    IF OLD.state <> 'waiting' OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'A change request stays as it was asked and decided.' USING ERRCODE = '23514';
    END IF;
    IF coalesce(current_setting('foyer.company', true), '') NOT IN ('', '0')
       AND NEW.state NOT IN ('waiting', 'withdrawn') THEN
        RAISE EXCEPTION 'The seller decides about a change request.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER change_moves BEFORE UPDATE ON orders_orderchange
    FOR EACH ROW EXECUTE FUNCTION orders_change_moves();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_orderchange
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_orderchangeline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();

-- Of an order the day and the address move as an accepted change request says, and never else.
CREATE FUNCTION orders_moves_as_asked() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM orders_orderchange change
        WHERE change.order_id = NEW.id AND change.state = 'accepted'
          AND (NEW.wanted_on IS NOT DISTINCT FROM OLD.wanted_on OR NEW.wanted_on = change.wanted_on)
          AND (NEW.ship_to = OLD.ship_to OR NEW.ship_to = change.ship_to)
    ) THEN
        RAISE EXCEPTION 'A sales order that was placed never changes.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves_as_asked BEFORE UPDATE ON orders_salesorder FOR EACH ROW
    WHEN (NEW.wanted_on IS DISTINCT FROM OLD.wanted_on OR NEW.ship_to <> OLD.ship_to)
    EXECUTE FUNCTION orders_moves_as_asked();

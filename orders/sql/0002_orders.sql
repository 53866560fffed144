-- An order, its lines, shipments and invoices are one company's, in one currency.
ALTER TABLE orders_salesorder
    ADD CONSTRAINT order_in_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency);
ALTER TABLE orders_orderline
    ADD CONSTRAINT order_line_of_customer FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_orderevent
    ADD CONSTRAINT order_event_of_customer FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_shipment
    ADD CONSTRAINT shipment_of_customer FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_parcel
    ADD CONSTRAINT parcel_of_customer FOREIGN KEY (shipment_id, customer_id)
        REFERENCES orders_shipment (id, customer_id);
ALTER TABLE orders_cancellation
    ADD CONSTRAINT cancellation_of_customer FOREIGN KEY (line_id, customer_id)
        REFERENCES orders_orderline (id, customer_id);
ALTER TABLE orders_orderinvoiceline
    ADD CONSTRAINT invoiced_line_of_customer FOREIGN KEY (line_id, customer_id)
        REFERENCES orders_orderline (id, customer_id);
ALTER TABLE orders_shipmentline
    ADD CONSTRAINT shipped_line_of_customer FOREIGN KEY (line_id, customer_id)
        REFERENCES orders_orderline (id, customer_id),
    ADD CONSTRAINT shipped_in_customers_shipment FOREIGN KEY (shipment_id, customer_id)
        REFERENCES orders_shipment (id, customer_id);

-- What was agreed never changes: of an order its status moves, by these pairs; day and address by
-- an accepted change request (0008_changes.sql).
CREATE FUNCTION orders_order_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - ARRAY['status', 'hold_reason', 'wanted_on', 'ship_to']
       IS DISTINCT FROM to_jsonb(OLD) - ARRAY['status', 'hold_reason', 'wanted_on', 'ship_to'] THEN
        RAISE EXCEPTION 'A sales order that was placed never changes.' USING ERRCODE = '23514';
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('approval', 'submitted'), ('approval', 'on_hold'), ('approval', 'cancelled'),
        ('submitted', 'confirmed'), ('submitted', 'on_hold'), ('submitted', 'cancelled'),
        ('on_hold', 'submitted'), ('on_hold', 'confirmed'), ('on_hold', 'cancelled'),
        ('confirmed', 'closed'), ('confirmed', 'cancelled'), ('closed', 'confirmed')
    ) THEN
        RAISE EXCEPTION 'A sales order does not go from % to %.', OLD.status, NEW.status
            USING ERRCODE = '23514';
    END IF;
    IF NEW.status = 'cancelled' AND EXISTS (
        SELECT FROM orders_orderline WHERE order_id = NEW.id AND (shipped > 0 OR invoiced > 0)
    ) THEN
        RAISE EXCEPTION 'Something of this order was shipped or invoiced.'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_moves BEFORE UPDATE ON orders_salesorder
    FOR EACH ROW EXECUTE FUNCTION orders_order_moves();

-- Lines come with their order and add up to it: later none fits in any more.
CREATE FUNCTION orders_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(net) FROM orders_orderline WHERE order_id = NEW.order_id)
       IS DISTINCT FROM (SELECT net FROM orders_salesorder WHERE id = NEW.order_id) THEN
        RAISE EXCEPTION 'The lines of a sales order add up to it.' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lines_add_up AFTER INSERT ON orders_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_lines_add_up();

-- Of a line only the counters move, and only by the rows that say so.
CREATE FUNCTION orders_line_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - ARRAY['cancelled', 'shipped', 'invoiced']
       IS DISTINCT FROM to_jsonb(OLD) - ARRAY['cancelled', 'shipped', 'invoiced'] THEN
        RAISE EXCEPTION 'A line of a sales order never changes.' USING ERRCODE = '23514';
    END IF;
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'The counters of a line follow from what was done.'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_is_frozen BEFORE UPDATE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_line_is_frozen();

-- The order is locked first: two shippers of the last piece follow each other.
CREATE FUNCTION orders_count_shipped() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    state text;
BEGIN
    SELECT sales.status INTO state FROM orders_salesorder sales
        JOIN orders_shipment shipment ON shipment.order_id = sales.id
        JOIN orders_orderline line ON line.order_id = sales.id
        WHERE shipment.id = NEW.shipment_id AND line.id = NEW.line_id
        FOR NO KEY UPDATE OF sales;
    IF state IS DISTINCT FROM 'confirmed' THEN
        RAISE EXCEPTION 'Only lines of the shipment''s own, confirmed order are shipped.'
            USING ERRCODE = '23514';
    END IF;
    UPDATE orders_orderline SET shipped = shipped + NEW.quantity WHERE id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_shipped AFTER INSERT ON orders_shipmentline
    FOR EACH ROW EXECUTE FUNCTION orders_count_shipped();

CREATE FUNCTION orders_count_cancelled() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM orders_salesorder sales JOIN orders_orderline line ON line.order_id = sales.id
        WHERE line.id = NEW.line_id FOR NO KEY UPDATE OF sales;
    UPDATE orders_orderline SET cancelled = cancelled + NEW.quantity WHERE id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_cancelled AFTER INSERT ON orders_cancellation
    FOR EACH ROW EXECUTE FUNCTION orders_count_cancelled();

CREATE FUNCTION orders_count_invoiced() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM orders_salesorder sales JOIN orders_orderline line ON line.order_id = sales.id
        WHERE line.id = NEW.line_id FOR NO KEY UPDATE OF sales;
    IF NOT EXISTS (
        SELECT FROM billing_invoice WHERE id = NEW.invoice_id AND customer_id = NEW.customer_id
    ) THEN
        RAISE EXCEPTION 'An order is invoiced to its own company.' USING ERRCODE = '23514';
    END IF;
    UPDATE orders_orderline SET invoiced = invoiced + NEW.quantity WHERE id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_invoiced AFTER INSERT ON orders_orderinvoiceline
    FOR EACH ROW EXECUTE FUNCTION orders_count_invoiced();

-- What was done stays done: corrections are rows of their own.
CREATE FUNCTION orders_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % stay as they are.', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_shipmentline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_cancellation
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_orderinvoiceline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_salesorder
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();

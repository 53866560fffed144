-- A return and what comes of it are one company's, and of one order's lines.
ALTER TABLE orders_return
    ADD CONSTRAINT return_of_customers_order FOREIGN KEY (order_id, customer_id)
        REFERENCES orders_salesorder (id, customer_id);
ALTER TABLE orders_returnline
    ADD CONSTRAINT line_of_customers_return FOREIGN KEY (goods_return_id, customer_id)
        REFERENCES orders_return (id, customer_id),
    ADD CONSTRAINT returned_line_of_customer FOREIGN KEY (line_id, customer_id)
        REFERENCES orders_orderline (id, customer_id);
ALTER TABLE orders_returnreceipt
    ADD CONSTRAINT receipt_of_customers_return FOREIGN KEY (return_line_id, customer_id)
        REFERENCES orders_returnline (id, customer_id);
ALTER TABLE orders_returncredit
    ADD CONSTRAINT credit_of_customers_return FOREIGN KEY (return_line_id, customer_id)
        REFERENCES orders_returnline (id, customer_id);

-- Of a line only the counters move, and only by the rows that say so.
CREATE OR REPLACE FUNCTION orders_line_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counters text[] := ARRAY['cancelled', 'shipped', 'invoiced', 'returned', 'credited'];
BEGIN
    IF to_jsonb(NEW) - counters IS DISTINCT FROM to_jsonb(OLD) - counters THEN
        RAISE EXCEPTION 'A line of a sales order never changes.' USING ERRCODE = '23514';
    END IF;
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'The counters of a line follow from what was done.'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- What is asked for is of the return's own order, and no more than was shipped and is not asked for
-- already. The order is locked first, as everywhere.
CREATE FUNCTION orders_return_fits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sent numeric;
    asked numeric;
BEGIN
    SELECT line.shipped INTO sent
        FROM orders_return goods
        JOIN orders_salesorder sales ON sales.id = goods.order_id
        JOIN orders_orderline line ON line.order_id = sales.id
        WHERE goods.id = NEW.goods_return_id AND goods.status = 'asked' AND line.id = NEW.line_id
        FOR NO KEY UPDATE OF sales;
    IF sent IS NULL THEN
        RAISE EXCEPTION 'Only lines of the return''s own order are returned.'
            USING ERRCODE = '23514';
    END IF;
    SELECT sum(CASE WHEN goods.status IN ('asked', 'authorised') THEN other.quantity
                    ELSE coalesce(came.quantity, 0) END)
        INTO asked
        FROM orders_returnline other
        JOIN orders_return goods ON goods.id = other.goods_return_id AND goods.status <> 'refused'
        LEFT JOIN (SELECT return_line_id, sum(quantity) AS quantity FROM orders_returnreceipt
                   GROUP BY return_line_id) came ON came.return_line_id = other.id
        WHERE other.line_id = NEW.line_id;
    IF asked > sent THEN
        RAISE EXCEPTION 'No more is returned than was shipped.' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER return_fits AFTER INSERT ON orders_returnline
    FOR EACH ROW EXECUTE FUNCTION orders_return_fits();

CREATE FUNCTION orders_return_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['status', 'answer', 'decided_at', 'decided_by_id'];
BEGIN
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'What was asked for never changes.' USING ERRCODE = '23514';
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('asked', 'authorised'), ('asked', 'refused'), ('authorised', 'refused'),
        ('authorised', 'received'), ('received', 'credited')
    ) THEN
        RAISE EXCEPTION 'A return does not go from % to %.', OLD.status, NEW.status
            USING ERRCODE = '23514';
    END IF;
    IF NEW.status = 'refused' AND EXISTS (
        SELECT FROM orders_returnline line JOIN orders_returnreceipt receipt
            ON receipt.return_line_id = line.id WHERE line.goods_return_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'Something of this return has arrived.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_moves BEFORE UPDATE ON orders_return
    FOR EACH ROW EXECUTE FUNCTION orders_return_moves();

-- No more arrives than was authorised.
CREATE FUNCTION orders_count_returned() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted orders_returnline;
BEGIN
    SELECT line.* INTO wanted FROM orders_returnline line
        JOIN orders_return goods ON goods.id = line.goods_return_id
        JOIN orders_salesorder sales ON sales.id = goods.order_id
        WHERE line.id = NEW.return_line_id AND goods.status = 'authorised'
        FOR NO KEY UPDATE OF sales;
    IF wanted.id IS NULL THEN
        RAISE EXCEPTION 'Only what was authorised is received.' USING ERRCODE = '23514';
    END IF;
    IF (SELECT sum(quantity) FROM orders_returnreceipt WHERE return_line_id = wanted.id)
       > wanted.quantity THEN
        RAISE EXCEPTION 'No more is received than was authorised.' USING ERRCODE = '23514';
    END IF;
    UPDATE orders_orderline SET returned = returned + NEW.quantity WHERE id = wanted.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_returned AFTER INSERT ON orders_returnreceipt
    FOR EACH ROW EXECUTE FUNCTION orders_count_returned();

-- No more is credited than came back.
CREATE FUNCTION orders_count_credited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted orders_returnline;
BEGIN
    SELECT line.* INTO wanted FROM orders_returnline line
        JOIN orders_return goods ON goods.id = line.goods_return_id
        JOIN orders_salesorder sales ON sales.id = goods.order_id
        WHERE line.id = NEW.return_line_id FOR NO KEY UPDATE OF sales;
    IF NOT EXISTS (
        SELECT FROM billing_creditnote
            WHERE id = NEW.credit_note_id AND customer_id = NEW.customer_id
    ) THEN
        RAISE EXCEPTION 'A return is credited to its own company.' USING ERRCODE = '23514';
    END IF;
    IF (SELECT sum(quantity) FROM orders_returncredit WHERE return_line_id = wanted.id)
       > (SELECT coalesce(sum(quantity), 0) FROM orders_returnreceipt
          WHERE return_line_id = wanted.id) THEN
        RAISE EXCEPTION 'No more is credited than came back.' USING ERRCODE = '23514';
    END IF;
    UPDATE orders_orderline SET credited = credited + NEW.quantity WHERE id = wanted.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_credited AFTER INSERT ON orders_returncredit
    FOR EACH ROW EXECUTE FUNCTION orders_count_credited();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_returnline
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_returnreceipt
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_returncredit
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();
CREATE TRIGGER never_deleted BEFORE DELETE ON orders_return
    FOR EACH ROW EXECUTE FUNCTION orders_append_only();

DROP TRIGGER return_moves ON orders_return;
DROP TRIGGER never_deleted ON orders_return;
DROP TRIGGER return_fits ON orders_returnline;
DROP TRIGGER append_only ON orders_returnline;
DROP TRIGGER append_only ON orders_returnreceipt;
DROP TRIGGER append_only ON orders_returncredit;
DROP TRIGGER count_returned ON orders_returnreceipt;
DROP TRIGGER count_credited ON orders_returncredit;
DROP FUNCTION orders_return_fits(), orders_return_moves(), orders_count_returned(),
    orders_count_credited();
ALTER TABLE orders_returncredit DROP CONSTRAINT credit_of_customers_return;
ALTER TABLE orders_returnreceipt DROP CONSTRAINT receipt_of_customers_return;
ALTER TABLE orders_returnline DROP CONSTRAINT line_of_customers_return,
    DROP CONSTRAINT returned_line_of_customer;
ALTER TABLE orders_return DROP CONSTRAINT return_of_customers_order;
CREATE OR REPLACE FUNCTION orders_line_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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

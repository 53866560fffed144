DROP TRIGGER moves_as_asked ON orders_salesorder;
DROP TRIGGER change_moves ON orders_orderchange;
DROP TRIGGER never_deleted ON orders_orderchange;
DROP TRIGGER append_only ON orders_orderchangeline;
DROP FUNCTION orders_moves_as_asked(), orders_change_moves();
ALTER TABLE orders_orderchangeline DROP CONSTRAINT change_line_of_customers_change,
    DROP CONSTRAINT change_line_of_customers_line;
ALTER TABLE orders_orderchange DROP CONSTRAINT change_of_customers_order;

DROP TRIGGER estimate_moves ON orders_estimate;
DROP TRIGGER never_deleted ON orders_estimate;
DROP TRIGGER append_only ON orders_estimateversion;
DROP TRIGGER append_only ON orders_estimateline;
DROP FUNCTION orders_estimate_moves();
ALTER TABLE orders_estimateline DROP CONSTRAINT line_of_customers_version;
ALTER TABLE orders_estimateversion DROP CONSTRAINT version_of_customers_estimate;
ALTER TABLE orders_estimate DROP CONSTRAINT estimate_in_customer_currency,
    DROP CONSTRAINT estimate_order_of_customer;

DROP TRIGGER order_moves ON orders_salesorder;
DROP TRIGGER never_deleted ON orders_salesorder;
DROP TRIGGER never_deleted ON orders_orderline;
DROP TRIGGER lines_add_up ON orders_orderline;
DROP TRIGGER line_is_frozen ON orders_orderline;
DROP TRIGGER append_only ON orders_orderevent;
DROP TRIGGER append_only ON orders_shipmentline;
DROP TRIGGER append_only ON orders_cancellation;
DROP TRIGGER append_only ON orders_orderinvoiceline;
DROP TRIGGER count_shipped ON orders_shipmentline;
DROP TRIGGER count_cancelled ON orders_cancellation;
DROP TRIGGER count_invoiced ON orders_orderinvoiceline;
DROP FUNCTION orders_order_moves(), orders_lines_add_up(), orders_line_is_frozen(),
    orders_count_shipped(), orders_count_cancelled(), orders_count_invoiced(), orders_append_only();
ALTER TABLE orders_shipmentline DROP CONSTRAINT shipped_line_of_customer,
    DROP CONSTRAINT shipped_in_customers_shipment;
ALTER TABLE orders_orderinvoiceline DROP CONSTRAINT invoiced_line_of_customer;
ALTER TABLE orders_cancellation DROP CONSTRAINT cancellation_of_customer;
ALTER TABLE orders_parcel DROP CONSTRAINT parcel_of_customer;
ALTER TABLE orders_shipment DROP CONSTRAINT shipment_of_customer;
ALTER TABLE orders_orderevent DROP CONSTRAINT order_event_of_customer;
ALTER TABLE orders_orderline DROP CONSTRAINT order_line_of_customer;
ALTER TABLE orders_salesorder DROP CONSTRAINT order_in_customer_currency;

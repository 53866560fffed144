-- What was agreed and done is added to, never changed or taken away. The counters of a line are
-- their triggers'.
REVOKE UPDATE, DELETE, TRUNCATE ON orders_orderline, orders_orderevent, orders_cancellation,
    orders_shipmentline, orders_orderinvoiceline, orders_parcel, orders_orderchangeline,
    orders_returnline, orders_returnreceipt, orders_returncredit FROM {role};
REVOKE DELETE, TRUNCATE ON orders_salesorder, orders_shipment, orders_purchaseapproval,
    orders_orderchange, orders_return FROM {role};

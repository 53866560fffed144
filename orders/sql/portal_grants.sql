-- A customer's page places orders and reads what came of them; the rest is the staff's.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON orders_ordersettings, orders_cancellation, orders_shipment,
    orders_shipmentline, orders_parcel, orders_orderinvoiceline, orders_returnreceipt,
    orders_returncredit FROM {role};
-- A return is asked for; what becomes of it is the staff's.
REVOKE UPDATE ON orders_return, orders_returnline FROM {role};
REVOKE UPDATE ON orders_salesorder FROM {role};
-- Approving sends an order on; what was agreed is not theirs to touch (see 0005_approvals.sql).
GRANT UPDATE (status, hold_reason) ON orders_salesorder TO {role};

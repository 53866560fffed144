DROP TRIGGER approved_first ON orders_salesorder;
DROP TRIGGER approval_moves ON orders_purchaseapproval;
DROP TRIGGER never_deleted ON orders_purchaseapproval;
DROP FUNCTION orders_approved_first(), orders_approval_moves();
ALTER TABLE orders_purchaseapproval DROP CONSTRAINT approval_of_customers_order,
    DROP CONSTRAINT approval_asked_by_buyer;

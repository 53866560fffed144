-- Orders and carts are for their company's eyes: see portal/kit/sql/0002_row_walls.sql.
SELECT portal_wall({role}, walled::regclass) FROM unnest(ARRAY[
    'orders_cart', 'orders_salesorder', 'orders_orderline', 'orders_orderevent', 'orders_cancellation',
    'orders_shipment', 'orders_shipmentline', 'orders_parcel', 'orders_orderinvoiceline',
    'orders_estimate', 'orders_estimateversion', 'orders_estimateline', 'orders_approvalrule',
    'orders_budget', 'orders_purchaseapproval', 'orders_orderchange', 'orders_orderchangeline', 'orders_ownnumber', 'orders_shoppinglist',
    'orders_calendarfeed', 'orders_return', 'orders_returnline', 'orders_returnreceipt', 'orders_returncredit'
]) walled;
SELECT portal_wall_by({role}, 'orders_cartline', 'cart_id', 'orders_cart');
SELECT portal_wall_by({role}, 'orders_shoppinglistline', 'shopping_list_id', 'orders_shoppinglist');

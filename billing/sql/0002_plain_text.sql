-- What people and files say on documents and payments. Every document bears its open item's number.
CALL keep_plain(ARRAY['billing_openitem'], 'is_plain_number', ARRAY['number']);
CALL keep_plain(ARRAY['billing_openitem', 'billing_payment'], 'is_plain_line', ARRAY['reference']);
CALL keep_plain(
    ARRAY['billing_invoice', 'billing_creditnote'], 'is_plain_line',
    ARRAY['po_number', 'order_reference', 'billing_name', 'customer_tax_id']
);
CALL keep_plain(
    ARRAY['billing_invoice', 'billing_creditnote'], 'is_plain_text',
    ARRAY['note', 'billing_address', 'shipping_address']
);
CALL keep_plain(ARRAY['billing_creditnote'], 'is_plain_line', ARRAY['reason']);
CALL keep_plain(ARRAY['billing_payment', 'billing_retainer'], 'is_plain_text', ARRAY['note']);
CALL keep_plain(ARRAY['billing_retainer'], 'is_plain_text', ARRAY['description']);
CALL keep_plain(
    ARRAY['billing_invoiceline', 'billing_creditnoteline'], 'is_plain_code', ARRAY['sku']
);
CALL keep_plain(
    ARRAY['billing_invoiceline', 'billing_creditnoteline'], 'is_plain_text', ARRAY['description']
);
CALL keep_plain(ARRAY['billing_invoicedispute'], 'is_plain_text', ARRAY['comment']);
CALL keep_plain(
    ARRAY['billing_invoicedispute', 'billing_reconciliationfinding'], 'is_plain_line',
    ARRAY['outcome']
);
CALL keep_plain(ARRAY['billing_transferproof'], 'is_plain_line', ARRAY['name']);

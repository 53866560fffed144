-- Every item has its document, and both say the same: account, number, dates, total.
SELECT concat_ws(' ', coalesce(document.kind, item.kind), coalesce(document.number, item.number),
        '(customer, number, dates, total)'),
    concat_ws(' ', document.customer_id, document.number, document.issued_on, document.due_on,
        document.total),
    concat_ws(' ', item.customer_id, item.number, item.issued_on, item.due_on, item.total)
FROM (
    SELECT 'invoice' AS kind, open_item_id, customer_id, number, issued_on, due_on, total
    FROM billing_invoice WHERE status <> 'draft'
    UNION ALL
    SELECT 'credit_note', open_item_id, customer_id, number, issued_on, NULL, total
    FROM billing_creditnote WHERE status <> 'draft'
    UNION ALL
    SELECT 'retainer', open_item_id, customer_id, number, issued_on, due_on, total
    FROM billing_retainer WHERE status <> 'draft'
    UNION ALL
    SELECT 'payment', open_item_id, customer_id, number, received_on, NULL, amount
    FROM billing_payment
) document
FULL JOIN billing_openitem item ON item.id = document.open_item_id
WHERE (document.kind, document.customer_id, document.number, document.issued_on,
       document.due_on, document.total)
   IS DISTINCT FROM (item.kind, item.customer_id, item.number, item.issued_on,
       item.due_on, item.total)
ORDER BY item.id

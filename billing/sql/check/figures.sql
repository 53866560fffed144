-- Not a check: the ledger's figures by currency. Void documents and drafts count for nothing.
SELECT currency,
    count(DISTINCT customer_id),
    count(*) FILTER (WHERE kind = 'invoice'),
    coalesce(sum(total) FILTER (WHERE kind = 'invoice'), 0),
    count(*) FILTER (WHERE kind = 'credit_note'),
    coalesce(sum(total) FILTER (WHERE kind = 'credit_note'), 0),
    count(*) FILTER (WHERE kind = 'payment'),
    coalesce(sum(total) FILTER (WHERE kind = 'payment'), 0),
    coalesce(sum(open_by_postings) FILTER (WHERE kind = 'invoice'), 0),
    coalesce(sum(open_by_postings) FILTER (WHERE kind = 'credit_note'), 0),
    coalesce(sum(open_by_postings) FILTER (WHERE kind = 'payment'), 0)
FROM (
    SELECT open_item_id, total FROM billing_invoice WHERE status NOT IN ('draft', 'void')
    UNION ALL
    SELECT open_item_id, total FROM billing_creditnote WHERE status NOT IN ('draft', 'void')
    UNION ALL
    SELECT open_item_id, total FROM billing_retainer WHERE status NOT IN ('draft', 'void')
    UNION ALL
    SELECT open_item_id, amount FROM billing_payment WHERE status <> 'void'
) document
JOIN recomputed ON recomputed.id = document.open_item_id
GROUP BY currency
ORDER BY currency

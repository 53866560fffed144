-- Not a check: the ledger's figures by currency. Void documents and drafts count for nothing.
SELECT currency, count(*), sum(invoices)::bigint, sum(invoiced), sum(credit_notes)::bigint,
    sum(credited), sum(payments)::bigint, sum(paid), sum(outstanding), sum(credits), sum(deposits)
FROM (
    SELECT customer_id, currency,
        count(*) FILTER (WHERE kind = 'invoice') AS invoices,
        coalesce(sum(total) FILTER (WHERE kind = 'invoice'), 0) AS invoiced,
        count(*) FILTER (WHERE kind = 'credit_note') AS credit_notes,
        coalesce(sum(total) FILTER (WHERE kind = 'credit_note'), 0) AS credited,
        count(*) FILTER (WHERE kind = 'payment') AS payments,
        coalesce(sum(total) FILTER (WHERE kind = 'payment'), 0) AS paid
    FROM (
        SELECT 'invoice' AS kind, customer_id, currency, total
        FROM billing_invoice WHERE status NOT IN ('draft', 'void')
        UNION ALL
        SELECT 'credit_note', customer_id, currency, total
        FROM billing_creditnote WHERE status NOT IN ('draft', 'void')
        UNION ALL
        SELECT 'retainer', customer_id, currency, total
        FROM billing_retainer WHERE status NOT IN ('draft', 'void')
        UNION ALL
        SELECT 'payment', customer_id, currency, amount FROM billing_payment WHERE status <> 'void'
    ) document GROUP BY customer_id, currency
) customer
LEFT JOIN (
    SELECT customer_id,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'invoice'), 0) AS outstanding,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'credit_note'), 0) AS credits,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'payment'), 0) AS deposits
    FROM recomputed GROUP BY customer_id
) posted USING (customer_id)
GROUP BY currency
ORDER BY currency

-- A document's status is what was posted: its own entry, and the reversal of a void one.
SELECT concat_ws(' ', document.kind, document.number, 'status'), document.status,
    CASE WHEN entry.id IS NULL THEN 'never posted'
         WHEN reversal.id IS NOT NULL THEN 'reversed'
         ELSE 'posted' END
FROM (
    SELECT 'invoice' AS kind, open_item_id, number, status, total
    FROM billing_invoice WHERE status <> 'draft'
    UNION ALL
    SELECT 'credit_note', open_item_id, number, status, total
    FROM billing_creditnote WHERE status <> 'draft'
    UNION ALL
    SELECT 'retainer', open_item_id, number, status, total
    FROM billing_retainer WHERE status <> 'draft'
    UNION ALL
    SELECT 'payment', open_item_id, number, status, amount FROM billing_payment
) document
LEFT JOIN own_entry entry ON entry.item_id = document.open_item_id AND entry.kind = document.kind
LEFT JOIN billing_journalentry reversal ON reversal.reverses_id = entry.id
WHERE (document.total > 0) <> (entry.id IS NOT NULL)
   OR (document.total > 0 AND (document.status = 'void') <> (reversal.id IS NOT NULL))
ORDER BY document.kind, document.open_item_id

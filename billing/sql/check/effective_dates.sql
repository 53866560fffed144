-- A document is posted on its own date, and nothing is posted on it before.
SELECT concat_ws(' ', 'entry', entry.id, entry.kind, 'on', item.kind, item.number),
    entry.effective_on::text,
    concat_ws(' ', CASE WHEN entry.kind <> item.kind THEN 'from' END, item.issued_on)
FROM (
    SELECT entry_id, debit_item_id AS item_id FROM billing_posting
    WHERE debit_account = 'receivable'
    UNION ALL
    SELECT entry_id, credit_item_id FROM billing_posting WHERE credit_account = 'receivable'
) side
JOIN billing_journalentry entry ON entry.id = side.entry_id
JOIN billing_openitem item ON item.id = side.item_id
WHERE entry.effective_on < item.issued_on
   OR (entry.kind = item.kind AND entry.effective_on > item.issued_on)
ORDER BY entry.id

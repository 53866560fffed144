-- On no day, by effective date, was less than nothing or more than the total open on an item.
-- Only a reversal can bring that about: without one, what is open only falls from day to day.
SELECT concat_ws(' ', kind, number, 'open on', effective_on), open::text,
    concat_ws(' ', 'between 0 and', total)
FROM (
    SELECT item.id, item.kind, item.number, item.total, day.effective_on,
        CASE WHEN item.kind = 'invoice' THEN 1 ELSE -1 END * sum(day.amount) OVER (
            PARTITION BY day.item_id ORDER BY day.effective_on) AS open
    FROM (
        SELECT item_id, effective_on, sum(amount) AS amount FROM (
            SELECT debit_item_id AS item_id, entry_id, amount FROM billing_posting
            WHERE debit_account = 'receivable'
            UNION ALL
            SELECT credit_item_id, entry_id, -amount FROM billing_posting
            WHERE credit_account = 'receivable'
        ) side
        JOIN billing_journalentry entry ON entry.id = side.entry_id
        WHERE item_id IN (
            SELECT unnest(ARRAY[debit_item_id, credit_item_id])
            FROM billing_journalentry reversal
            JOIN billing_posting ON entry_id = reversal.id
            WHERE reversal.reverses_id IS NOT NULL
        )
        GROUP BY item_id, effective_on
    ) day
    JOIN billing_openitem item ON item.id = day.item_id
) running
WHERE open < 0 OR open > total
ORDER BY id, effective_on

-- A reversal is its entry with debit and credit exchanged.
SELECT concat_ws(' ', 'entry', entry_id, 'reversed'),
    concat_ws(' ', 'debit', debit_account, debit_item_id, 'credit', credit_account, credit_item_id,
        coalesce(reversal.amount, 0)),
    coalesce(original.amount, 0)::text
FROM (
    SELECT entry.reverses_id AS entry_id, debit_account, coalesce(debit_item_id, 0) AS debit_item_id,
        credit_account, coalesce(credit_item_id, 0) AS credit_item_id, sum(amount) AS amount
    FROM billing_journalentry entry JOIN billing_posting ON entry_id = entry.id
    WHERE entry.reverses_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
) reversal
FULL JOIN (
    SELECT reversal.reverses_id AS entry_id, credit_account AS debit_account,
        coalesce(credit_item_id, 0) AS debit_item_id, debit_account AS credit_account,
        coalesce(debit_item_id, 0) AS credit_item_id, sum(amount) AS amount
    FROM billing_journalentry reversal
    JOIN billing_posting ON entry_id = reversal.reverses_id
    GROUP BY 1, 2, 3, 4, 5
) original USING (entry_id, debit_account, debit_item_id, credit_account, credit_item_id)
WHERE reversal.amount IS DISTINCT FROM original.amount
ORDER BY entry_id

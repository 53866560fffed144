-- Put before every check: what the postings say is open on each item.
WITH recomputed AS (
    SELECT item.id, item.customer_id, item.currency, item.kind, item.number, item.due_on, item.open,
        CASE WHEN item.kind IN ('invoice', 'retainer') THEN 1 ELSE -1 END
            * coalesce(side.amount, 0) AS open_by_postings
    FROM billing_openitem item
    LEFT JOIN (
        SELECT item_id, sum(amount) AS amount FROM (
            SELECT debit_item_id AS item_id, amount FROM billing_posting
            WHERE debit_item_id IS NOT NULL
            UNION ALL
            SELECT credit_item_id, -amount FROM billing_posting WHERE credit_item_id IS NOT NULL
        ) each_side GROUP BY item_id
    ) side ON side.item_id = item.id
)

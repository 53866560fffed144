-- Put before every check: what the postings say is open on each item, and the entries that
-- brought items about.
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
),
-- Made first: a planner that has not heard of an import yet would match entries to items by kind.
item_posting AS MATERIALIZED (
    SELECT posting.entry_id, posting.amount, item.id AS item_id, item.kind, item.customer_id,
        item.issued_on
    FROM billing_posting posting
    JOIN billing_openitem item ON item.id = coalesce(posting.debit_item_id, posting.credit_item_id)
),
own_entry AS (
    SELECT entry.id, item_posting.amount, item_posting.item_id, item_posting.kind,
        item_posting.customer_id, item_posting.issued_on
    FROM item_posting
    JOIN billing_journalentry entry
        ON entry.id = item_posting.entry_id AND entry.kind = item_posting.kind
)

-- What falls due on a day is what the postings leave open on the invoices due then.
SELECT concat_ws(' ', customer.account_number, 'due on', due_on),
    coalesce(stored.open, 0)::text, coalesce(summed.open, 0)::text
FROM billing_duetotal stored
FULL JOIN (
    SELECT customer_id, due_on, sum(open_by_postings) AS open
    FROM recomputed WHERE kind = 'invoice' GROUP BY customer_id, due_on
) summed USING (customer_id, due_on)
JOIN accounts_customer customer ON customer.id = customer_id
WHERE coalesce(stored.open, 0) <> coalesce(summed.open, 0)
ORDER BY customer_id, due_on

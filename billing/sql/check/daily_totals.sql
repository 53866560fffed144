-- A day's totals are the postings of the documents of that day that were not taken back.
SELECT concat_ws(' ', customer.account_number, 'day', day, '(invoiced, credited, paid)'),
    concat_ws(' ', stored.invoiced, stored.credited, stored.paid),
    concat_ws(' ', summed.invoiced, summed.credited, summed.paid)
FROM billing_dailytotal stored
FULL JOIN (
    SELECT item.customer_id, item.issued_on AS day,
        coalesce(sum(posting.amount) FILTER (WHERE item.kind = 'invoice'), 0) AS invoiced,
        coalesce(sum(posting.amount) FILTER (WHERE item.kind = 'credit_note'), 0) AS credited,
        coalesce(sum(posting.amount) FILTER (WHERE item.kind = 'payment'), 0) AS paid
    FROM billing_journalentry entry
    JOIN billing_posting posting ON posting.entry_id = entry.id
    JOIN billing_openitem item
        ON item.id = coalesce(posting.debit_item_id, posting.credit_item_id)
        AND item.kind = entry.kind
    WHERE entry.kind IN ('invoice', 'credit_note', 'payment')
        AND NOT EXISTS (SELECT FROM billing_journalentry WHERE reverses_id = entry.id)
    GROUP BY item.customer_id, item.issued_on
) summed USING (customer_id, day)
JOIN accounts_customer customer ON customer.id = customer_id
WHERE (coalesce(stored.invoiced, 0), coalesce(stored.credited, 0), coalesce(stored.paid, 0))
   <> (coalesce(summed.invoiced, 0), coalesce(summed.credited, 0), coalesce(summed.paid, 0))
ORDER BY customer_id, day

-- A day's totals are the postings of the documents of that day that were not taken back.
SELECT concat_ws(' ', customer.account_number, 'day', day, '(invoiced, credited, paid)'),
    concat_ws(' ', stored.invoiced, stored.credited, stored.paid),
    concat_ws(' ', summed.invoiced, summed.credited, summed.paid)
FROM billing_dailytotal stored
FULL JOIN (
    SELECT customer_id, issued_on AS day,
        coalesce(sum(amount) FILTER (WHERE kind = 'invoice'), 0) AS invoiced,
        coalesce(sum(amount) FILTER (WHERE kind = 'credit_note'), 0) AS credited,
        coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid
    FROM own_entry
    WHERE kind IN ('invoice', 'credit_note', 'payment')
        AND NOT EXISTS (SELECT FROM billing_journalentry WHERE reverses_id = own_entry.id)
    GROUP BY customer_id, issued_on
) summed USING (customer_id, day)
JOIN accounts_customer customer ON customer.id = customer_id
WHERE (coalesce(stored.invoiced, 0), coalesce(stored.credited, 0), coalesce(stored.paid, 0))
   <> (coalesce(summed.invoiced, 0), coalesce(summed.credited, 0), coalesce(summed.paid, 0))
ORDER BY customer_id, day

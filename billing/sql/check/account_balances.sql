-- An account's balance is what the postings leave open on its items.
SELECT concat_ws(' ', customer.account_number, 'balance (outstanding, credits, deposits, retainers)'),
    concat_ws(' ', stored.outstanding, stored.credits, stored.deposits, stored.retainers),
    concat_ws(' ', summed.outstanding, summed.credits, summed.deposits, summed.retainers)
FROM billing_accountbalance stored
FULL JOIN (
    SELECT customer_id,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'invoice'), 0) AS outstanding,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'credit_note'), 0) AS credits,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'payment'), 0) AS deposits,
        coalesce(sum(open_by_postings) FILTER (WHERE kind = 'retainer'), 0) AS retainers
    FROM recomputed GROUP BY customer_id
) summed USING (customer_id)
JOIN accounts_customer customer ON customer.id = customer_id
WHERE (coalesce(stored.outstanding, 0), coalesce(stored.credits, 0),
       coalesce(stored.deposits, 0), coalesce(stored.retainers, 0))
   <> (coalesce(summed.outstanding, 0), coalesce(summed.credits, 0),
       coalesce(summed.deposits, 0), coalesce(summed.retainers, 0))
   OR stored.currency <> customer.currency
ORDER BY customer_id

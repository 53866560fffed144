-- A document's totals follow from its lines: net is rounded by line, tax by rate.
SELECT concat_ws(' ', document.kind, document.number, '(net, tax, total)'),
    concat_ws(' ', document.net_total, document.tax_total, document.total),
    concat_ws(' ', coalesce(lines.net, 0), coalesce(lines.tax, 0),
        coalesce(lines.net + lines.tax, 0))
FROM (
    SELECT 'invoice' AS kind, id, number, currency, net_total, tax_total, total
    FROM billing_invoice WHERE status <> 'draft'
    UNION ALL
    SELECT 'credit_note', id, number, currency, net_total, tax_total, total
    FROM billing_creditnote WHERE status <> 'draft'
) document
LEFT JOIN (
    SELECT kind, id, sum(net) AS net, sum(tax) AS tax FROM (
        SELECT 'invoice' AS kind, document.id, sum(line.net) AS net,
            round(sum(line.net) * line.tax_rate / 100, currency_exponent(document.currency)) AS tax
        FROM billing_invoice document JOIN billing_invoiceline line ON invoice_id = document.id
        GROUP BY document.id, line.tax_rate
        UNION ALL
        SELECT 'credit_note', document.id, sum(line.net),
            round(sum(line.net) * line.tax_rate / 100, currency_exponent(document.currency))
        FROM billing_creditnote document
        JOIN billing_creditnoteline line ON credit_note_id = document.id
        GROUP BY document.id, line.tax_rate
    ) rate GROUP BY kind, id
) lines USING (kind, id)
WHERE (document.net_total, document.tax_total, document.total)
   <> (coalesce(lines.net, 0), coalesce(lines.tax, 0), coalesce(lines.net + lines.tax, 0))
ORDER BY document.kind, document.id

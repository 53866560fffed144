"""A customer with a long history, posted through the ledger's own triggers."""

from __future__ import annotations

from django.db import connection

from accounts.models import Customer
from portal.kit.db.roles import as_owner
from tests.factories import make_customer

OPEN_SHARE = 20  # one invoice in so many stays open
PER_PAYMENT = 20  # so many settled invoices a payment

INVOICES = """
    WITH item AS (
        INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,
                                      due_on, total, open, lock_hint)
        SELECT %(customer)s, 'GBP', 'invoice', 'B' || %(customer)s || '-' || n, 'PO-' || n,
               CURRENT_DATE - (n %% %(days)s), CURRENT_DATE - (n %% %(days)s) + 30,
               100 + n %% 900 + 0.25, 0, 0
        FROM generate_series(1, %(invoices)s) n
        RETURNING id, number, reference, issued_on, due_on, total
    ), document AS (
        INSERT INTO billing_invoice (customer_id, currency, number, status, issued_on, due_on,
            total, net_total, tax_total, note, open_item_id, created_at, po_number,
            order_reference, billing_name, billing_address, shipping_address, customer_tax_id)
        SELECT %(customer)s, 'GBP', number, 'issued', issued_on, due_on, total, total, 0, '', id,
               now(), reference, '', 'Bench', '', '', ''
        FROM item
        RETURNING id, number, issued_on, total
    ), line AS (
        INSERT INTO billing_invoiceline (invoice_id, position, sku, description, quantity,
                                         unit_price, tax_rate, net)
        SELECT id, 1, 'GOODS', 'Goods', 1, total, 0, total FROM document
    )
    INSERT INTO billing_journalentry (customer_id, currency, key, kind, effective_on, note)
    SELECT %(customer)s, 'GBP', 'invoice:' || id, 'invoice', issued_on, '' FROM document
"""
INVOICE_POSTINGS = """
    INSERT INTO billing_posting (entry_id, customer_id, currency, amount, debit_account,
                                 debit_item_id, credit_account)
    SELECT entry.id, %(customer)s, 'GBP', invoice.total, 'receivable', invoice.open_item_id, 'sales'
    FROM billing_invoice invoice
    JOIN billing_journalentry entry ON entry.key = 'invoice:' || invoice.id
    WHERE invoice.customer_id = %(customer)s
"""
PAYMENTS = """
    WITH paid AS (
        SELECT id, total, issued_on, (row_number() OVER (ORDER BY issued_on, id) - 1)
               / %(per_payment)s AS batch
        FROM billing_openitem
        WHERE customer_id = %(customer)s AND kind = 'invoice' AND id %% %(open_share)s <> 0
    ), batch AS (
        SELECT batch, sum(total) AS total, max(issued_on) AS day FROM paid GROUP BY batch
    ), item AS (
        INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,
                                      total, open, lock_hint)
        SELECT %(customer)s, 'GBP', 'payment', 'P' || %(customer)s || '-' || batch, 'BACS', day,
               total, 0, 0 FROM batch
        RETURNING id, number, issued_on, total
    ), payment AS (
        INSERT INTO billing_payment (customer_id, currency, number, status, method, received_on,
                                     amount, reference, note, open_item_id, recorded_at)
        SELECT %(customer)s, 'GBP', number, 'received', 'bank_transfer', issued_on, total, 'BACS',
               '', id, now() FROM item
        RETURNING open_item_id, received_on
    ), receipt AS (
        INSERT INTO billing_journalentry (customer_id, currency, key, kind, effective_on, note)
        SELECT %(customer)s, 'GBP', 'payment:' || open_item_id, 'payment', received_on, ''
        FROM payment
    )
    INSERT INTO billing_journalentry (customer_id, currency, key, kind, effective_on, note)
    SELECT %(customer)s, 'GBP',
           'allocation:P' || %(customer)s || '-' || paid.batch || ':' || paid.id,
           'allocation', batch.day, ''
    FROM paid JOIN batch USING (batch)
"""
PAYMENT_POSTINGS = """
    INSERT INTO billing_posting (entry_id, customer_id, currency, amount, debit_account,
                                 credit_account, credit_item_id)
    SELECT entry.id, %(customer)s, 'GBP', payment.amount, 'cash', 'receivable', payment.open_item_id
    FROM billing_payment payment
    JOIN billing_journalentry entry ON entry.key = 'payment:' || payment.open_item_id
    WHERE payment.customer_id = %(customer)s
"""
ALLOCATION_POSTINGS = """
    INSERT INTO billing_posting (entry_id, customer_id, currency, amount, debit_account,
                                 debit_item_id, credit_account, credit_item_id)
    SELECT entry.id, %(customer)s, 'GBP', invoice.total, 'receivable', payment.id, 'receivable',
           invoice.id
    FROM billing_journalentry entry
    JOIN billing_openitem payment ON payment.kind = 'payment'
        AND payment.number = split_part(entry.key, ':', 2)
    JOIN billing_openitem invoice ON invoice.id = split_part(entry.key, ':', 3)::bigint
    WHERE entry.customer_id = %(customer)s AND entry.kind = 'allocation'
"""


def customer_with_history(
    name: str,
    *,
    invoices: int,
    days: int = 1095,
    share: int = OPEN_SHARE,
    is_analysed: bool = True,
) -> Customer:
    """A GBP customer with so many invoices over the last `days` days, one line each; all but one
    in `share` paid, twenty to a payment. Who makes many of them calls `analyse` once at the end."""
    customer = make_customer(name, "GBP")
    parameters = {
        "customer": customer.pk,
        "invoices": invoices,
        "days": days,
        "open_share": share,
        "per_payment": PER_PAYMENT,
    }
    for statement in (INVOICES, INVOICE_POSTINGS, PAYMENTS, PAYMENT_POSTINGS, ALLOCATION_POSTINGS):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
        if is_analysed:
            analyse()
    return customer


def analyse() -> None:
    """Tell the planner what is in the tables, as a server in use knows by itself."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

-- What of the ledger and its documents a customer's page may see: see
-- portal/kit/sql/0002_row_walls.sql. A general rule is everybody's, an invoice's is its company's.
SELECT portal_wall({role}, walled::regclass) FROM unnest(ARRAY[
    'billing_accountbalance', 'billing_autopayagreement', 'billing_chargeback',
    'billing_creditnote', 'billing_dailytotal', 'billing_duetotal', 'billing_export',
    'billing_gatewaycustomer', 'billing_invoice', 'billing_invoicedispute',
    'billing_journalentry', 'billing_methodsetup', 'billing_openitem', 'billing_payment',
    'billing_paymentattempt', 'billing_posting', 'billing_refund', 'billing_retainer',
    'billing_savedmethod', 'billing_statementdelivery', 'billing_transfer'
]) walled;
-- How customers pay is the staff's to know.
SELECT portal_wall({role}, 'billing_paymenthabit', 'false');
SELECT portal_wall({role}, walled::regclass,
    'customer_id = portal_company() OR customer_id = ANY (portal_companies())'
    ' OR customer_id IS NULL AND (invoice_id IS NULL'
    ' OR EXISTS (SELECT FROM billing_invoice invoice WHERE invoice.id = invoice_id))'
) FROM unnest(ARRAY['billing_methodrule', 'billing_partialpaymentrule']) walled;
SELECT portal_wall_by({role}, walled::regclass, key, parent::regclass) FROM (VALUES
    ('billing_attemptline', 'attempt_id', 'billing_paymentattempt'),
    ('billing_attemptstep', 'attempt_id', 'billing_paymentattempt'),
    ('billing_autopayskip', 'invoice_id', 'billing_invoice'),
    ('billing_autopaystep', 'agreement_id', 'billing_autopayagreement'),
    ('billing_creditnoteline', 'credit_note_id', 'billing_creditnote'),
    ('billing_firstview', 'item_id', 'billing_openitem'),
    ('billing_invoiceline', 'invoice_id', 'billing_invoice'),
    ('billing_statementmail', 'delivery_id', 'billing_statementdelivery'),
    ('billing_storeddocument', 'item_id', 'billing_openitem'),
    ('billing_transferline', 'transfer_id', 'billing_transfer'),
    ('billing_transferproof', 'transfer_id', 'billing_transfer')
) one (walled, key, parent);

DROP TRIGGER starts_at_zero ON billing_openitem;
DROP TRIGGER kept_by_postings ON billing_openitem;
DROP TRIGGER kept_by_postings ON billing_dailytotal;
DROP TRIGGER kept_by_postings ON billing_duetotal;
DROP TRIGGER kept_by_postings ON billing_accountbalance;
DROP TRIGGER append_only ON billing_journalentry;
DROP TRIGGER append_only_truncate ON billing_journalentry;
DROP TRIGGER append_only ON billing_posting;
DROP TRIGGER append_only_truncate ON billing_posting;
DROP TRIGGER apply_postings ON billing_posting;
DROP FUNCTION refuse_opened_item(), refuse_direct_write(), refuse_change(), apply_postings();
ALTER TABLE billing_payment DROP CONSTRAINT payment_item_account;
ALTER TABLE billing_retainer DROP CONSTRAINT retainer_item_account;
ALTER TABLE billing_creditnote DROP CONSTRAINT credit_note_item_account;
ALTER TABLE billing_invoice DROP CONSTRAINT invoice_item_account;
ALTER TABLE billing_posting
    DROP CONSTRAINT posting_amount_in_minor_units,
    DROP CONSTRAINT posting_credit_item_account,
    DROP CONSTRAINT posting_debit_item_account,
    DROP CONSTRAINT posting_entry_account;
ALTER TABLE billing_journalentry DROP CONSTRAINT entry_customer_currency;
ALTER TABLE billing_openitem
    DROP CONSTRAINT open_item_total_in_minor_units,
    DROP CONSTRAINT open_item_customer_currency;

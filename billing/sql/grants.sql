-- The application appends to the journal and reads what postings keep. It may lock an open item
-- (which needs the right to write one column) and change nothing on it.
REVOKE UPDATE, DELETE, TRUNCATE ON billing_posting, billing_journalentry, billing_openitem FROM {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE
    ON billing_accountbalance, billing_duetotal, billing_dailytotal FROM {role};
GRANT UPDATE (lock_hint) ON billing_openitem TO {role};
-- Documents and stored files stay. Drafts are deleted by delete_draft(), lines of issued documents
-- are guarded by their triggers.
REVOKE DELETE, TRUNCATE ON billing_invoice, billing_creditnote, billing_retainer, billing_payment,
    billing_storeddocument, billing_statementdelivery FROM {role};
REVOKE UPDATE ON billing_storeddocument FROM {role};
GRANT UPDATE (lost_at) ON billing_storeddocument TO {role};

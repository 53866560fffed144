DROP TRIGGER frozen ON billing_invoice;
DROP TRIGGER frozen ON billing_creditnote;
DROP TRIGGER frozen ON billing_retainer;
DROP TRIGGER frozen ON billing_payment;
DROP TRIGGER frozen ON billing_storeddocument;
DROP TRIGGER frozen ON billing_statementdelivery;
DROP TRIGGER frozen_insert ON billing_invoiceline;
DROP TRIGGER frozen_update ON billing_invoiceline;
DROP TRIGGER frozen_delete ON billing_invoiceline;
DROP TRIGGER frozen_insert ON billing_creditnoteline;
DROP TRIGGER frozen_update ON billing_creditnoteline;
DROP TRIGGER frozen_delete ON billing_creditnoteline;
DROP TRIGGER append_only_truncate ON billing_invoice;
DROP TRIGGER append_only_truncate ON billing_creditnote;
DROP TRIGGER append_only_truncate ON billing_retainer;
DROP TRIGGER append_only_truncate ON billing_payment;
DROP TRIGGER append_only_truncate ON billing_invoiceline;
DROP TRIGGER append_only_truncate ON billing_creditnoteline;
DROP TRIGGER append_only_truncate ON billing_storeddocument;
DROP TRIGGER append_only_truncate ON billing_statementdelivery;
DROP FUNCTION freeze_document(), freeze_lines(), freeze_stored_document(),
    freeze_stored_statement(), status_follows(text, bigint, text, text), refuse_frozen(text),
    delete_draft(text, bigint), correct_document(text, bigint, text, text);

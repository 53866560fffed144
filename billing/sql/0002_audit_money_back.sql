-- Money that goes back is history too (`accounts/sql/0002_audit.sql`).
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_refund FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'refund', 'customer_id', 'asked_by_id', 'amount',
        'id,customer_id,asked_by_id,payment_id,gateway_id,entry_id,currency'
    );
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_chargeback FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'chargeback', 'customer_id', '', 'amount',
        'id,customer_id,payment_id,gateway_id,entry_id,currency'
    );

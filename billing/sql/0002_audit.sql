-- What may be paid and how is history too (`accounts/sql/0002_audit.sql`).
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON billing_methodrule FOR EACH ROW
    EXECUTE FUNCTION audit_change('payment-method', 'customer_id', '', 'method', 'id,customer_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON billing_partialpaymentrule FOR EACH ROW
    EXECUTE FUNCTION audit_change('partial-payment', 'customer_id', '', '', 'id,customer_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON billing_autopayagreement FOR EACH ROW
    EXECUTE FUNCTION audit_change('autopay', 'customer_id', '', '', 'id,customer_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_paymentattempt FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'online-payment', 'customer_id', 'started_by_id', 'amount',
        'id,customer_id,started_by_id,request,page_url,session_id,intent_id,poll_count,next_poll_at,currency'
    );
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_transfer FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'transfer', 'customer_id', 'announced_by_id', 'reference',
        'id,customer_id,key,reference,announced_by_id,announced_at'
    );

-- Saved methods are history: who added, preferred and removed which.
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON billing_savedmethod FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'payment-method', 'customer_id', '', 'label',
        'id,customer_id,gateway_id,gateway_customer_id,fingerprint,detached_at,added_at'
    );
-- Which saved method and which agreement are numbers nobody reads.
DROP TRIGGER audit ON billing_paymentattempt;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_paymentattempt FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'online-payment', 'customer_id', 'started_by_id', 'amount',
        'id,customer_id,started_by_id,request,page_url,session_id,intent_id,poll_count,next_poll_at,currency,saved_method_id,agreement_id'
    );

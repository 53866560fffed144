-- The numbers of a page and a charge at the gateway bear no gateway's words; they are still no
-- news for the company's history (`0002_audit_settled.sql`).
DROP TRIGGER audit ON billing_paymentattempt;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_paymentattempt FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'online-payment', 'customer_id', 'started_by_id', 'amount',
        'id,customer_id,started_by_id,request,page_url,page_id,charge_id,poll_count,next_poll_at,currency,saved_method_id,agreement_id,settled_at,settled_by_id,settled_note'
    );

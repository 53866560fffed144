-- What staff found about a payment that did not agree is for staff: it stands on the payment, not in
-- the company's history, which says that it was dealt with, when and by whom.
DROP TRIGGER audit ON billing_paymentattempt;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_paymentattempt FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'online-payment', 'customer_id', 'started_by_id', 'amount',
        'id,customer_id,started_by_id,request,page_url,session_id,intent_id,poll_count,next_poll_at,currency,saved_method_id,agreement_id,settled_at,settled_by_id,settled_note'
    );

-- When the poller looks at a refund again is no news for the company's history (`0002_audit_money_back.sql`).
DROP TRIGGER audit ON billing_refund;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON billing_refund FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'refund', 'customer_id', 'asked_by_id', 'amount',
        'id,customer_id,asked_by_id,payment_id,gateway_id,entry_id,currency,poll_count,next_poll_at'
    );

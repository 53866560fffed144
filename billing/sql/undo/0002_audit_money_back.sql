DROP TRIGGER audit ON billing_refund; DROP TRIGGER audit ON billing_chargeback;

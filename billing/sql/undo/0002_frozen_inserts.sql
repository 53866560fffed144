DROP TRIGGER issued_whole ON billing_invoice;
    DROP TRIGGER issued_whole ON billing_creditnote;
    DROP TRIGGER issued_whole ON billing_retainer;
    DROP TRIGGER issued_whole ON billing_payment;
    DROP TRIGGER sum_of_issued ON billing_invoiceline;
    DROP TRIGGER sum_of_issued ON billing_creditnoteline;
    DROP FUNCTION refuse_half_issued(), refuse_other_sum();

-- Nothing takes effect after today. The services know the seller's time zone and are exact; here
-- it is enough that no day anywhere on earth is later: tomorrow in UTC.
CREATE FUNCTION refuse_future() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: nothing takes effect after today.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER no_future BEFORE INSERT OR UPDATE ON billing_journalentry
    FOR EACH ROW WHEN (NEW.effective_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1)
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT ON billing_openitem
    FOR EACH ROW WHEN (NEW.issued_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1)
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT ON billing_payment
    FOR EACH ROW WHEN (NEW.received_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1)
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT OR UPDATE ON billing_transfer
    FOR EACH ROW WHEN (NEW.sent_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1)
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT OR UPDATE ON billing_invoice
    FOR EACH ROW WHEN (
        NEW.status <> 'draft' AND NEW.issued_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1
    )
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT OR UPDATE ON billing_creditnote
    FOR EACH ROW WHEN (
        NEW.status <> 'draft' AND NEW.issued_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1
    )
    EXECUTE FUNCTION refuse_future();
CREATE TRIGGER no_future BEFORE INSERT OR UPDATE ON billing_retainer
    FOR EACH ROW WHEN (
        NEW.status <> 'draft' AND NEW.issued_on > (clock_timestamp() AT TIME ZONE 'UTC')::date + 1
    )
    EXECUTE FUNCTION refuse_future();

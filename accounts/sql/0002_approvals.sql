-- A request for approval starts waiting, is decided once, and never changes what it asks for.
CREATE FUNCTION approval_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'outcome'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Approvals are kept.' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'A request for approval starts waiting.'
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.asked_at := now();
        NEW.decided_at := NULL;
    ELSE
        IF OLD.state <> 'waiting' OR to_jsonb(OLD) - decision <> to_jsonb(NEW) - decision THEN
            RAISE EXCEPTION 'A request for approval is decided once, and stays as it was asked.'
                USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.decided_at := CASE WHEN NEW.state = 'waiting' THEN NULL ELSE now() END;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER decided_once BEFORE INSERT OR UPDATE OR DELETE ON accounts_approval
    FOR EACH ROW EXECUTE FUNCTION approval_is_decided_once();
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON accounts_approval FOR EACH ROW
    EXECUTE FUNCTION audit_change('approval', '', '', 'subject', 'id,customer_id,asked_at,decided_at');

-- Where customers send their money, and above which amounts a second person is needed: filled in
-- once by one person, afterwards changed only together with the approval that asks for exactly this.
CREATE FUNCTION seller_changes_by_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept record;
    was jsonb;
    changed jsonb;
BEGIN
    NEW.bank_changed_at := OLD.bank_changed_at;
    FOR kept IN VALUES
        ('bank_details', ARRAY['bank_account_holder', 'bank_iban', 'bank_bic', 'bank_name', 'bank_details']),
        ('approval_limits', ARRAY['approval_above', 'credit_limit_approval_above'])
    LOOP
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, to_jsonb(NEW) -> key)
            FILTER (WHERE to_jsonb(NEW) -> key <> value)
            INTO was, changed
            FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY (kept.column2);
        -- An approval limit is filled in by itself; bank details belong together.
        CONTINUE WHEN changed IS NULL;
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM jsonb_each_text(was)
            WHERE value <> '' AND (kept.column1 = 'bank_details' OR changed ? key)
        );
        IF NOT EXISTS (
            SELECT FROM accounts_approval approval
            WHERE approval.kind = kept.column1 AND approval.state = 'approved'
            AND approval.decided_at = now() AND approval.new @> changed
        ) THEN
            RAISE EXCEPTION 'A second person must approve this change (%).', kept.column1
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF kept.column1 = 'bank_details' THEN
            NEW.bank_changed_at := now();
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER by_approval BEFORE UPDATE ON accounts_organization
    FOR EACH ROW EXECUTE FUNCTION seller_changes_by_approval();

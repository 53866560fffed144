-- The append-only history: triggers write every change of a watched table, whoever makes it.

-- audit_change(noun, column that names the customer, column that names the person, column that
-- names the object, columns never written down)
CREATE FUNCTION audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hidden text[] := string_to_array(TG_ARGV[4], ',');
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - hidden END;
    is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - hidden END;
    one jsonb := coalesce(CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END, to_jsonb(OLD));
    changed text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := ARRAY(
            SELECT key FROM jsonb_each(is_now) WHERE was -> key IS DISTINCT FROM value
        );
        IF cardinality(changed) = 0 THEN
            RETURN NULL;
        END IF;
        was := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(was) WHERE key = ANY (changed));
        is_now := (
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(is_now) WHERE key = ANY (changed)
        );
    END IF;
    INSERT INTO accounts_auditevent
        (kind, customer_id, actor_id, on_behalf_of_id, person_id, source, subject, before, after)
        VALUES (
            TG_ARGV[0] || CASE TG_OP
                WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed' ELSE '.removed' END,
            (one ->> nullif(TG_ARGV[1], ''))::bigint,
            nullif(current_setting('foyer.actor', true), '')::bigint,
            nullif(current_setting('foyer.on_behalf_of', true), '')::bigint,
            (one ->> nullif(TG_ARGV[2], ''))::bigint,
            coalesce(current_setting('foyer.source', true), ''),
            left(coalesce(one ->> nullif(TG_ARGV[3], ''), ''), 120),
            was,
            is_now
        );
    RETURN NULL;
END $$;

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_customer FOR EACH ROW
    EXECUTE FUNCTION audit_change('customer', 'id', '', 'name', 'id,created_at');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_address FOR EACH ROW
    EXECUTE FUNCTION audit_change('address', 'customer_id', '', 'city', 'id,customer_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_contactperson FOR EACH ROW
    EXECUTE FUNCTION audit_change('contact', 'customer_id', '', 'name', 'id,customer_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_membership FOR EACH ROW
    EXECUTE FUNCTION audit_change('membership', 'customer_id', 'user_id', '', 'id,customer_id,created_at');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_organization FOR EACH ROW
    EXECUTE FUNCTION audit_change('organization', '', '', 'name', 'id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_user FOR EACH ROW
    EXECUTE FUNCTION audit_change('person', '', 'id', '', 'id,password,last_login,date_joined');

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('foyer.forgetting', true) = 'on' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'The history is append-only.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- What privacy asks of a history that nobody may change: old events go, and a person who is
-- erased leaves no name in the values that stay.
CREATE FUNCTION audit_forget(older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    PERFORM set_config('foyer.forgetting', 'on', true);
    DELETE FROM accounts_auditevent WHERE at < older_than;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('foyer.forgetting', '', true);
    RETURN gone;
END $$;

CREATE FUNCTION audit_redact(erased bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    redacted bigint;
BEGIN
    PERFORM set_config('foyer.forgetting', 'on', true);
    UPDATE accounts_auditevent
        SET before = NULL, after = NULL, subject = ''
        WHERE person_id = erased OR (actor_id = erased AND kind LIKE 'sign-in%');
    GET DIAGNOSTICS redacted = ROW_COUNT;
    PERFORM set_config('foyer.forgetting', '', true);
    RETURN redacted;
END $$;

-- The companies' tree has no cycle: nothing stands below itself.
CREATE FUNCTION companies_are_a_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time, or two moves that are right alone could close a ring together.
    PERFORM pg_advisory_xact_lock(hashtext('accounts_customer.parent'));
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.parent_id AS id
            UNION
            SELECT one.parent_id FROM accounts_customer one JOIN above ON one.id = above.id
        )
        SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'A company cannot stand below itself.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tree AFTER INSERT OR UPDATE OF parent_id ON accounts_customer
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION companies_are_a_tree();

-- A company that has people keeps an owner who can sign in. Checked at the end of the
-- transaction, so that two changes may cross zero on their way.
CREATE FUNCTION company_keeps_an_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_customer WHERE id = OLD.customer_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM accounts_membership WHERE customer_id = OLD.customer_id)
        AND NOT EXISTS (
            SELECT FROM accounts_membership place JOIN accounts_user person ON person.id = place.user_id
            WHERE place.customer_id = OLD.customer_id AND place.role = 'owner' AND person.is_active
        )
    THEN
        RAISE EXCEPTION 'A company keeps at least one owner.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'company_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER keeps_an_owner AFTER UPDATE OF role, customer_id OR DELETE
    ON accounts_membership DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION company_keeps_an_owner();

-- The history, nearer to what nobody can change.

-- What the database itself writes into an event: when, as which role, and a hash of what is said,
-- which stays when a person's words are taken out of it.
CREATE FUNCTION audit_content(subject text, before jsonb, after jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(subject, before, after)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_is_stamped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Changes of rows are told by the triggers that see them, never by whoever says so.
    IF pg_trigger_depth() < 2 AND NEW.kind ~ '\.(added|changed|removed)$' THEN
        RAISE EXCEPTION 'Changes of rows are written by triggers alone.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.at := now();
    NEW.written_as := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    NEW.redacted_at := NULL;
    NEW.content_hash := audit_content(NEW.subject, NEW.before, NEW.after);
    RETURN NEW;
END $$;

DROP TRIGGER append_only ON accounts_auditevent;
UPDATE accounts_auditevent SET content_hash = audit_content(subject, before, after);
CREATE TRIGGER stamped BEFORE INSERT ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_is_stamped();

-- For how long events are kept at the least, whatever a form says.
CREATE FUNCTION audit_kept_until() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT now() - make_interval(years => greatest(1, coalesce(
        (SELECT audit_years::int FROM accounts_organization), 10)))
$$;

-- Nothing about an event changes but that words are taken out of it; nothing goes before its time.
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := ARRAY['subject', 'before', 'after', 'redacted_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < audit_kept_until() THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - said = to_jsonb(NEW) - said
            AND EXISTS (SELECT FROM accounts_erasurerequest WHERE state = 'done' AND decided_at = now())
        THEN
            NEW.redacted_at := now();
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The history is append-only.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

-- A request to be erased is decided at the moment it is decided, once.
CREATE FUNCTION erasure_is_decided_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> 'waiting'
        AND (OLD.state, OLD.user_id, OLD.decided_at) IS DISTINCT FROM (NEW.state, NEW.user_id, NEW.decided_at)
    THEN
        RAISE EXCEPTION 'A request to be erased is decided once.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> 'waiting' AND (TG_OP = 'INSERT' OR OLD.state = 'waiting') THEN
        NEW.decided_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_now BEFORE INSERT OR UPDATE ON accounts_erasurerequest
    FOR EACH ROW EXECUTE FUNCTION erasure_is_decided_now();

-- The chain's view of an event: everything but the words, which may be taken out.
CREATE FUNCTION chain_history(after bigint, upto bigint)
RETURNS TABLE (id bigint, at timestamptz, line text) LANGUAGE sql STABLE AS $$
    SELECT id, at, jsonb_build_array(
        id, (extract(epoch FROM at) * 1000000)::bigint, kind, customer_id, actor_id,
        on_behalf_of_id, person_id, source, written_as, content_hash
    )::text
    FROM accounts_auditevent WHERE id > $1 AND id <= $2
$$;

-- Events whose words are others than they were when they were written.
CREATE FUNCTION audit_altered() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM accounts_auditevent
    WHERE redacted_at IS NULL AND content_hash <> audit_content(subject, before, after)
$$;

-- Whole sealed batches go, once every event in them is old enough.
CREATE OR REPLACE FUNCTION audit_forget(older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    cutoff timestamptz := least(older_than, audit_kept_until());
    last bigint;
    gone bigint;
BEGIN
    SELECT coalesce(max(last_id), 0) INTO last FROM kit_seal s WHERE chain = 'history'
        AND NOT EXISTS (
            SELECT FROM kit_seal b WHERE b.chain = 'history' AND b.last_id <= s.last_id
            AND b.latest_at >= cutoff
        );
    DELETE FROM accounts_auditevent WHERE id <= last;
    GET DIAGNOSTICS gone = ROW_COUNT;
    UPDATE kit_seal SET forgotten_at = now()
        WHERE chain = 'history' AND last_id <= last AND forgotten_at IS NULL;
    RETURN gone;
END $$;

-- Words are taken out for one person, whose request is carried out in this very transaction, and
-- the history says so.
DROP FUNCTION audit_redact(bigint), audit_redact_words(text[]);
CREATE FUNCTION audit_redact(erased bigint, words text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    about bigint;
    saying bigint;
    patterns text[] := ARRAY(
        SELECT '%' || regexp_replace(btrim(to_jsonb(word)::text, '"'), '([\\%_])', '\\\1', 'g') || '%'
        FROM unnest(words) word
    );
BEGIN
    IF NOT EXISTS (
        SELECT FROM accounts_erasurerequest
        WHERE user_id = erased AND state = 'done' AND decided_at = now()
    ) THEN
        RAISE EXCEPTION 'Nobody asked for this person to be erased.' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE accounts_auditevent
        SET before = NULL, after = NULL, subject = ''
        WHERE person_id = erased OR (actor_id = erased AND kind LIKE 'sign-in%');
    GET DIAGNOSTICS about = ROW_COUNT;
    UPDATE accounts_auditevent SET
        before = audit_redacted(before, words),
        after = audit_redacted(after, words),
        subject = CASE WHEN lower(subject) = ANY (words) THEN '(erased)' ELSE subject END
        WHERE kind NOT LIKE 'customer.%' AND kind NOT LIKE 'organization.%'
        AND CASE
            -- The text first: it is cheap, and most events have nothing of the person.
            WHEN lower(subject) = ANY (words) THEN true
            WHEN lower(concat(before, after)) LIKE ANY (patterns) THEN
                before IS DISTINCT FROM audit_redacted(before, words)
                OR after IS DISTINCT FROM audit_redacted(after, words)
            ELSE false
        END;
    GET DIAGNOSTICS saying = ROW_COUNT;
    INSERT INTO accounts_auditevent (kind, person_id, actor_id, source, subject, after) VALUES (
        'erasure.redacted', erased, nullif(current_setting('foyer.actor', true), '')::bigint,
        coalesce(current_setting('foyer.source', true), ''), '',
        jsonb_build_object('events', about + saying, 'words', cardinality(words))
    );
    RETURN about + saying;
END $$;
REVOKE EXECUTE ON FUNCTION audit_forget(timestamptz), audit_redact(bigint, text[]) FROM PUBLIC;

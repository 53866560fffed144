-- A person who is erased leaves no word of theirs in the history of contacts, addresses,
-- invitations and whatever else speaks of people by their words and not by their row. `words`
-- are lower case; a company's own name and the seller's stay.
CREATE FUNCTION audit_redacted(told jsonb, words text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(told) = 'object' THEN coalesce(
        (SELECT jsonb_object_agg(
            key,
            CASE
                WHEN jsonb_typeof(value) IN ('object', 'array') THEN
                    CASE WHEN EXISTS (
                        SELECT FROM unnest(words) word
                        WHERE position(word IN lower(value::text)) > 0
                    ) THEN '"(erased)"'::jsonb ELSE value END
                WHEN lower(value #>> '{}') = ANY (words) THEN '"(erased)"'::jsonb
                ELSE value
            END
        ) FROM jsonb_each(told)), '{}'::jsonb) ELSE told END
$$;

CREATE FUNCTION audit_redact_words(words text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    redacted bigint;
    patterns text[] := ARRAY(
        SELECT '%' || regexp_replace(btrim(to_jsonb(word)::text, '"'), '([\\%_])', '\\\1', 'g') || '%'
        FROM unnest(words) word
    );
BEGIN
    PERFORM set_config('foyer.forgetting', 'on', true);
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
    GET DIAGNOSTICS redacted = ROW_COUNT;
    PERFORM set_config('foyer.forgetting', '', true);
    RETURN redacted;
END $$;

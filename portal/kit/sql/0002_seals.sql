-- Hash chains over append-only tables, sealed in batches after the fact: writers pay nothing and
-- never wait for each other. A room describes its rows by a function
-- `chain_<name>(after bigint, upto bigint)` that returns (id bigint, at timestamptz, line text).
--
-- Numbers are given out before they are committed, so the highest one seen is only marked at first.
-- It is sealed once every transaction that was running then has ended: nothing below it is open.

CREATE FUNCTION seal_digest(chain text, after bigint, upto bigint,
    OUT row_count bigint, OUT latest_at timestamptz, OUT digest text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'SELECT count(*), max(at), encode(sha256(convert_to('
        '    coalesce(string_agg(line, E''\n'' ORDER BY id), ''''), ''UTF8'')), ''hex'')'
        ' FROM %I($1, $2)', 'chain_' || chain
    ) INTO row_count, latest_at, digest USING after, upto;
END $$;

CREATE FUNCTION seal_head(
    before text, upto bigint, row_count bigint, latest_at timestamptz, digest text
) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        before, upto, row_count, (extract(epoch FROM latest_at) * 1000000)::bigint, digest
    )::text, 'UTF8')), 'hex')
$$;

-- Seals at most `most` rows that are decided, and marks what is there now. How many it sealed.
CREATE FUNCTION seal_next(wanted text, most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark kit_sealmark;
    last kit_seal;
    upto bigint;
    found_rows record;
    sealed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kit_seal:' || wanted));
    SELECT * INTO mark FROM kit_sealmark WHERE kit_sealmark.chain = wanted;
    SELECT * INTO last FROM kit_seal WHERE kit_seal.chain = wanted ORDER BY last_id DESC LIMIT 1;
    -- A mark from another cluster (a restored backup) may lie in the future: it is made anew.
    IF mark.chain IS NOT NULL
        AND mark.xid::xid8 <= pg_snapshot_xmin(pg_current_snapshot())
    THEN
        EXECUTE format(
            'SELECT max(id) FROM (SELECT id FROM %I($1, $2) ORDER BY id LIMIT $3) batch',
            'chain_' || wanted
        ) INTO upto USING coalesce(last.last_id, 0), mark.upto, most;
        IF upto IS NOT NULL THEN
            found_rows := seal_digest(wanted, coalesce(last.last_id, 0), upto);
            sealed := found_rows.row_count;
            INSERT INTO kit_seal (chain, last_id, row_count, latest_at, digest, head) VALUES (
                wanted, upto, sealed, found_rows.latest_at, found_rows.digest,
                seal_head(
                    coalesce(last.head, ''), upto, sealed, found_rows.latest_at, found_rows.digest
                )
            );
        END IF;
        IF upto IS NULL OR upto = mark.upto THEN
            mark := NULL;
        END IF;
    END IF;
    IF mark.chain IS NULL OR mark.xid::xid8 > pg_snapshot_xmax(pg_current_snapshot()) THEN
        EXECUTE format('SELECT max(id) FROM %I($1, $2)', 'chain_' || wanted)
            INTO upto USING coalesce(upto, last.last_id, 0), 9223372036854775807;
        DELETE FROM kit_sealmark WHERE kit_sealmark.chain = wanted;
        IF upto IS NOT NULL THEN
            INSERT INTO kit_sealmark (chain, upto, xid)
                VALUES (wanted, upto, pg_snapshot_xmax(pg_current_snapshot())::text);
        END IF;
    END IF;
    RETURN sealed;
END $$;

-- What does not fit: rows of a seal that are others than they were, or a chain that was rewritten.
CREATE FUNCTION broken_seals(wanted text) RETURNS TABLE (seal bigint, last_id bigint)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one kit_seal;
    after bigint := 0;
    before text := '';
    found_rows record;
BEGIN
    FOR one IN SELECT * FROM kit_seal WHERE kit_seal.chain = wanted ORDER BY kit_seal.last_id LOOP
        found_rows := seal_digest(wanted, after, one.last_id);
        IF one.head <> seal_head(before, one.last_id, one.row_count, one.latest_at, one.digest)
            OR (one.forgotten_at IS NULL AND (found_rows.row_count, found_rows.digest)
                IS DISTINCT FROM (one.row_count, one.digest::text))
            OR (one.forgotten_at IS NOT NULL AND (found_rows.row_count > 0
                OR coalesce(one.latest_at, one.sealed_at) > one.forgotten_at - interval '1 year'))
        THEN
            seal := one.id;
            last_id := one.last_id;
            RETURN NEXT;
        END IF;
        after := one.last_id;
        before := one.head;
    END LOOP;
END $$;

CREATE FUNCTION seals_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.forgotten_at IS NOT NULL
        OR to_jsonb(OLD) - 'forgotten_at' <> to_jsonb(NEW) - 'forgotten_at'
    THEN
        RAISE EXCEPTION 'Seals stay as they are.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seals_stay BEFORE UPDATE OR DELETE ON kit_seal
    FOR EACH ROW EXECUTE FUNCTION seals_stay();

REVOKE EXECUTE ON FUNCTION seal_next(text, bigint) FROM PUBLIC;

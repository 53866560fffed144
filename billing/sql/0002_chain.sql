-- The ledger's rows as their hash chains see them (portal/kit/sql/0002_seals.sql).
CREATE FUNCTION chain_entries(after bigint, upto bigint)
RETURNS TABLE (id bigint, at timestamptz, line text) LANGUAGE sql STABLE AS $$
    SELECT id, posted_at, jsonb_build_array(
        id, customer_id, currency, key, kind, effective_on,
        (extract(epoch FROM posted_at) * 1000000)::bigint, reverses_id, posted_by_id, note
    )::text
    FROM billing_journalentry WHERE id > $1 AND id <= $2
$$;
CREATE FUNCTION chain_postings(after bigint, upto bigint)
RETURNS TABLE (id bigint, at timestamptz, line text) LANGUAGE sql STABLE AS $$
    SELECT id, NULL::timestamptz, jsonb_build_array(
        id, entry_id, customer_id, currency, debit_account, debit_item_id, credit_account,
        credit_item_id, amount
    )::text
    FROM billing_posting WHERE id > $1 AND id <= $2
$$;

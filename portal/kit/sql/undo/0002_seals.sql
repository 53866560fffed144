DROP TRIGGER seals_stay ON kit_seal;
DROP FUNCTION seals_stay(), broken_seals(text), seal_next(text, bigint),
    seal_head(text, bigint, bigint, timestamptz, text), seal_digest(text, bigint, bigint);

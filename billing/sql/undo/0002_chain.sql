DROP FUNCTION chain_entries(bigint, bigint), chain_postings(bigint, bigint)

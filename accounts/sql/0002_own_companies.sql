-- The companies that the person of the present view may switch to: their own, and those below one
-- that includes subsidiaries. As the owner, or the wall around companies would ask itself.
CREATE FUNCTION portal_own_companies() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE own AS (
        SELECT customer_id AS id, includes_subsidiaries AS goes_on
            FROM accounts_membership WHERE user_id = portal_person()
        UNION
        SELECT child.id, true FROM accounts_customer child
            JOIN own ON child.parent_id = own.id AND own.goes_on
    )
    SELECT id FROM own
$$;

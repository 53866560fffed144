-- Customers' pages see only rows of the companies they are about, whatever the query forgets. The
-- portal's role (DATABASE_PORTAL_ROLE) is taken for the length of a view, and these policies bind it
-- alone: to every other role `everybody` is true and costs nothing. Rooms say what is whose in
-- `<app>/sql/row_security.sql`, which `migrate` applies.

-- Whom the present view is about, and who looks; without them no row is seen. The policy of a table
-- is asked for every row that a query reads. One company is read in a third of the time of a list
-- of them, so it is asked first.
CREATE FUNCTION portal_company() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT current_setting('foyer.company', true)::bigint
$$;
CREATE FUNCTION portal_companies() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT current_setting('foyer.companies', true)::bigint[]
$$;
CREATE FUNCTION portal_person() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT current_setting('foyer.person', true)::bigint
$$;

-- `walled` shows to `portal` the rows of which `condition` is true, and takes no others. What is
-- so already stays untouched and unlocked.
CREATE FUNCTION portal_wall(
    portal name, walled regclass,
    condition text DEFAULT 'customer_id = portal_company() OR customer_id = ANY (portal_companies())'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted text := portal || ': ' || condition;
BEGIN
    IF EXISTS (
        SELECT FROM pg_policy WHERE polrelid = walled AND polname = 'portal'
        AND obj_description(oid, 'pg_policy') = wanted
    ) THEN
        RETURN;
    END IF;
    PERFORM portal_wall_down(walled);
    EXECUTE format('CREATE POLICY everybody ON %s USING (true)', walled);
    EXECUTE format(
        'CREATE POLICY portal ON %s AS RESTRICTIVE TO %I USING (%s)', walled, portal, condition
    );
    EXECUTE format('COMMENT ON POLICY portal ON %s IS %L', walled, wanted);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
END $$;

-- The rows of `walled` are as visible as the row of `parent` that `key` names.
CREATE FUNCTION portal_wall_by(portal name, walled regclass, key name, parent regclass)
RETURNS void LANGUAGE sql AS $$
    SELECT portal_wall(portal, walled, format(
        'EXISTS (SELECT FROM %s parent WHERE parent.id = %s.%I)', parent, walled, key
    ))
$$;

CREATE FUNCTION portal_wall_down(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('DROP POLICY IF EXISTS portal ON %s', walled);
    EXECUTE format('DROP POLICY IF EXISTS everybody ON %s', walled);
END $$;

REVOKE EXECUTE ON FUNCTION portal_wall(name, regclass, text),
    portal_wall_by(name, regclass, name, regclass), portal_wall_down(regclass) FROM PUBLIC;

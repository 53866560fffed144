SELECT portal_wall_down(polrelid) FROM pg_policy WHERE polname = 'portal';
DROP FUNCTION portal_wall(name, regclass, text), portal_wall_by(name, regclass, name, regclass),
    portal_wall_down(regclass), portal_company(), portal_companies(), portal_person();

SELECT portal_wall_down('accounts_customer'); DROP FUNCTION portal_own_companies();

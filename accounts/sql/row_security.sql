-- What of people and companies a customer's page may see: see portal/kit/sql/0002_row_walls.sql.
-- A person also sees their own places elsewhere, and the names of those companies, to switch there.
SELECT portal_wall({role}, 'accounts_customer',
    'id = portal_company() OR id = ANY (portal_companies())'
    ' OR id = ANY (ARRAY(SELECT portal_own_companies()))');
SELECT portal_wall({role}, 'accounts_membership',
    'customer_id = portal_company() OR customer_id = ANY (portal_companies())'
    ' OR user_id = portal_person()');
SELECT portal_wall({role}, 'accounts_address');
SELECT portal_wall({role}, 'accounts_contactperson');
SELECT portal_wall({role}, 'accounts_invitation');
SELECT portal_wall({role}, 'accounts_sharedlink');
SELECT portal_wall({role}, 'accounts_changerequest');
SELECT portal_wall({role}, 'accounts_auditevent');
SELECT portal_wall({role}, 'accounts_accessrequest');
SELECT portal_wall({role}, 'accounts_approval');
-- What staff note for each other.
SELECT portal_wall({role}, 'accounts_customernote', 'false');
SELECT portal_wall({role}, 'accounts_bulkact', 'false');
SELECT portal_wall({role}, 'accounts_bulkactrow', 'false');
SELECT portal_wall_by({role}, 'accounts_savedview', 'membership_id', 'accounts_membership');
SELECT portal_wall_by({role}, 'accounts_viewas', 'membership_id', 'accounts_membership');

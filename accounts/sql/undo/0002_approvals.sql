DROP TRIGGER by_approval ON accounts_organization;
DROP TRIGGER audit ON accounts_approval;
DROP TRIGGER decided_once ON accounts_approval;
DROP FUNCTION seller_changes_by_approval(), approval_is_decided_once();

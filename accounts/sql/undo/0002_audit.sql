DROP TRIGGER keeps_an_owner ON accounts_membership;
DROP TRIGGER tree ON accounts_customer;
DROP TRIGGER audit ON accounts_customer;
DROP TRIGGER audit ON accounts_address;
DROP TRIGGER audit ON accounts_contactperson;
DROP TRIGGER audit ON accounts_membership;
DROP TRIGGER audit ON accounts_organization;
DROP TRIGGER audit ON accounts_user;
DROP TRIGGER append_only ON accounts_auditevent;
DROP TRIGGER append_only_truncate ON accounts_auditevent;
DROP FUNCTION audit_change(), audit_is_append_only(), audit_forget(timestamptz), audit_redact(bigint),
    companies_are_a_tree(), company_keeps_an_owner();

-- A customer's page makes no people, changes none, and decides nothing that staff decide.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON accounts_user, accounts_organization FROM {role};
REVOKE INSERT, UPDATE, TRUNCATE ON accounts_viewas FROM {role};
REVOKE INSERT, DELETE, TRUNCATE ON accounts_customer FROM {role};
REVOKE ALL ON accounts_user_groups, accounts_user_user_permissions, accounts_accessrequest,
    accounts_approval, accounts_erasurerequest, accounts_customernote, accounts_bulkact,
    accounts_bulkactrow FROM {role};
REVOKE EXECUTE ON FUNCTION audit_forget(timestamptz), audit_redact(bigint, text[]) FROM {role};

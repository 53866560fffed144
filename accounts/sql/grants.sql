-- The application appends to the history and reads it, and may ask for what privacy wants.
GRANT EXECUTE ON FUNCTION audit_forget(timestamptz), audit_redact(bigint, text[]) TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_auditevent FROM {role};
-- A request for approval is asked for and decided, and never changed or deleted; the seller is
-- one row that stays.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_approval FROM {role};
GRANT UPDATE (state, decided_by_id, decided_at, outcome) ON accounts_approval TO {role};
REVOKE DELETE, TRUNCATE ON accounts_organization FROM {role};
-- What staff note about a customer stays.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_customernote FROM {role};

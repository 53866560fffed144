-- The application appends to the history and reads it.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_auditevent FROM {role};

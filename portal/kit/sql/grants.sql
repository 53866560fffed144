-- The application reads seals; they are made by seal_next alone.
GRANT EXECUTE ON FUNCTION seal_next(text, bigint) TO {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kit_seal, kit_sealmark FROM {role};

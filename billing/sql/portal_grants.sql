-- The rules of payment and the batches of statements are the staff's to write.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON billing_methodrule, billing_partialpaymentrule,
    billing_statementbatch, billing_statementdelivery, billing_statementmail FROM {role};
-- How customers pay is the staff's to know.
REVOKE ALL ON billing_paymenthabit FROM {role};

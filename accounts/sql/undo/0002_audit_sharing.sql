DROP TRIGGER audit ON accounts_sharedlink;
DROP TRIGGER audit ON accounts_erasurerequest;

DROP TRIGGER audit ON accounts_invitation; DROP TRIGGER audit ON mfa_authenticator

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_invitation FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'invitation', 'customer_id', '', 'email',
        'id,customer_id,invited_by_id,created_at,sent_at,email'
    );
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON mfa_authenticator FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'second-factor', '', 'user_id', 'type', 'id,user_id,data,created_at,last_used_at'
    );

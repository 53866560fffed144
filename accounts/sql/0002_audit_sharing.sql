CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_sharedlink FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'shared-link', 'customer_id', '', 'number',
        'id,customer_id,token_hash,uses,first_used_at,last_used_at,recipient_email,recipient_name,created_at'
    );
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts_erasurerequest FOR EACH ROW
    EXECUTE FUNCTION audit_change(
        'erasure', '', 'user_id', '', 'id,user_id,comment,reason,asked_at,decided_at'
    );

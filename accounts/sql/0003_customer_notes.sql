-- What staff noted about a customer stays as it was written.
ALTER TABLE accounts_customernote
    ADD CONSTRAINT customer_note_length CHECK (length(body) BETWEEN 1 AND 4000);
CREATE FUNCTION customer_notes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Notes about customers stay as they are.' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_customernote
    FOR EACH ROW EXECUTE FUNCTION customer_notes_stay();
CALL keep_plain(ARRAY['accounts_customernote'], 'is_plain_text', ARRAY['body']);

DROP TRIGGER append_only ON accounts_customernote;
DROP FUNCTION customer_notes_stay();
ALTER TABLE accounts_customernote DROP CONSTRAINT customer_note_length;

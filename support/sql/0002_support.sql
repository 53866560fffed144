-- A message, a ticket and all that belongs to them are of one company.
ALTER TABLE support_message
    ADD CONSTRAINT message_of_customer FOREIGN KEY (thread_id, customer_id)
        REFERENCES support_thread (id, customer_id),
    ADD CONSTRAINT message_not_too_long CHECK (length(body) <= 20000);
ALTER TABLE support_internalnote
    ADD CONSTRAINT note_not_too_long CHECK (length(body) BETWEEN 1 AND 20000);
ALTER TABLE support_messagefile
    ADD CONSTRAINT message_file_of_customer FOREIGN KEY (message_id, customer_id)
        REFERENCES support_message (id, customer_id);
ALTER TABLE support_ticket
    ADD CONSTRAINT ticket_of_customer FOREIGN KEY (thread_id, customer_id)
        REFERENCES support_thread (id, customer_id);
ALTER TABLE support_ticketevent
    ADD CONSTRAINT ticket_event_of_customer FOREIGN KEY (ticket_id, customer_id)
        REFERENCES support_ticket (id, customer_id);
ALTER TABLE support_documentversion
    ADD CONSTRAINT version_of_customer FOREIGN KEY (document_id, customer_id)
        REFERENCES support_shareddocument (id, customer_id);
ALTER TABLE support_documentdownload
    ADD CONSTRAINT download_of_customer FOREIGN KEY (version_id, customer_id)
        REFERENCES support_documentversion (id, customer_id);
ALTER TABLE support_documentrequest
    ADD CONSTRAINT request_of_customer FOREIGN KEY (document_id, customer_id)
        REFERENCES support_shareddocument (id, customer_id);

-- What was said stays said, and who took a file when.
CREATE FUNCTION support_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % stay as they are.', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_message
    FOR EACH ROW EXECUTE FUNCTION support_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_internalnote
    FOR EACH ROW EXECUTE FUNCTION support_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_messagefile
    FOR EACH ROW EXECUTE FUNCTION support_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_ticketevent
    FOR EACH ROW EXECUTE FUNCTION support_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_documentversion
    FOR EACH ROW EXECUTE FUNCTION support_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON support_documentdownload
    FOR EACH ROW EXECUTE FUNCTION support_append_only();

-- On customers' pages the session has taken the portal's role: there one speaks for the customer,
-- and adds to the customer's own documents.
CREATE FUNCTION support_for_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> session_user AND NEW.side <> 'customer' THEN
        RAISE EXCEPTION 'A customer''s page speaks for the customer.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER for_customer BEFORE INSERT ON support_message
    FOR EACH ROW EXECUTE FUNCTION support_for_customer();
CREATE TRIGGER for_customer BEFORE INSERT ON support_shareddocument
    FOR EACH ROW EXECUTE FUNCTION support_for_customer();
CREATE FUNCTION support_version_for_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> session_user AND NOT EXISTS (
        SELECT FROM support_shareddocument WHERE id = NEW.document_id AND side = 'customer'
    ) THEN
        RAISE EXCEPTION 'A customer''s page adds to the customer''s own documents.'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER for_customer BEFORE INSERT ON support_documentversion
    FOR EACH ROW EXECUTE FUNCTION support_version_for_customer();

-- A thread knows who spoke last: one row is locked by all who write to it, so the last is the last.
CREATE FUNCTION support_note_message() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE support_thread SET last_message_at = NEW.posted_at, last_side = NEW.side
        WHERE id = NEW.thread_id;
    RETURN NULL;
END $$;
CREATE TRIGGER note_message AFTER INSERT ON support_message
    FOR EACH ROW EXECUTE FUNCTION support_note_message();

-- Of a ticket its status moves by these pairs; what it is about and whose it is, never.
CREATE FUNCTION support_ticket_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['status', 'priority', 'category', 'assignee_id', 'waiting_since',
        'first_answered_at', 'resolved_at', 'reopened_count', 'rating'];
BEGIN
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'What a ticket is about never changes.' USING ERRCODE = '23514';
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('open', 'awaiting_customer'), ('open', 'resolved'),
        ('awaiting_customer', 'open'), ('awaiting_customer', 'resolved'),
        ('resolved', 'open'), ('resolved', 'awaiting_customer'), ('resolved', 'closed')
    ) THEN
        RAISE EXCEPTION 'A ticket does not go from % to %.', OLD.status, NEW.status
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_moves BEFORE UPDATE ON support_ticket
    FOR EACH ROW EXECUTE FUNCTION support_ticket_moves();

-- No control characters in what people write (portal/kit/sql/0002_plain_text.sql).
CALL keep_plain(ARRAY['support_message', 'support_internalnote'], 'is_plain_text', ARRAY['body']);
CALL keep_plain(ARRAY['support_ticket'], 'is_plain_line', ARRAY['subject', 'about_number']);
CALL keep_plain(ARRAY['support_thread'], 'is_plain_number', ARRAY['number']);
CALL keep_plain(
    ARRAY['support_messagefile', 'support_documentversion'], 'is_plain_line', ARRAY['name']
);
CALL keep_plain(ARRAY['support_documentversion'], 'is_plain_line', ARRAY['note']);
CALL keep_plain(ARRAY['support_shareddocument'], 'is_plain_line', ARRAY['title']);
CALL keep_plain(
    ARRAY['support_documentrequest'], 'is_plain_line', ARRAY['title', 'explanation', 'reason']
);

-- From its issue on a document says what it said. Whatever a trigger here does not name is frozen,
-- columns added later included. Names as in billing/models/.

CREATE FUNCTION refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is issued and does not change.', what
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- A status follows the ledger: void once the document's own entry is reversed, written off once a
-- write-off stands on its item. `kind` is the entry's and the item's.
CREATE FUNCTION status_follows(kind text, item_id bigint, old_status text, new_status text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN old_status NOT IN ('issued', 'received') THEN false
        WHEN new_status = 'void' THEN EXISTS (
            SELECT FROM billing_openitem WHERE id = item_id AND total = 0
        ) OR EXISTS (
            SELECT FROM billing_posting posting
            JOIN billing_journalentry entry ON entry.id = posting.entry_id
            JOIN billing_journalentry reversal ON reversal.reverses_id = entry.id
            WHERE item_id IN (posting.debit_item_id, posting.credit_item_id)
              AND entry.kind = status_follows.kind
        )
        WHEN new_status = 'written_off' THEN EXISTS (
            SELECT FROM billing_posting posting
            JOIN billing_journalentry entry ON entry.id = posting.entry_id
            WHERE posting.credit_item_id = item_id AND entry.kind = 'write_off'
        )
        ELSE false
    END
$$;

-- Invoices, credit notes, retainer invoices and payments. The argument is the kind of their item.
CREATE FUNCTION freeze_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    kind text := TG_ARGV[0];
    changing text[] := '{status}';
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'UPDATE' AND NEW.status <> 'draft' AND NOT (
            NEW.status = 'issued' AND EXISTS (
                SELECT FROM billing_openitem item
                WHERE item.id = NEW.open_item_id AND item.kind = TG_ARGV[0]
                  AND item.customer_id = NEW.customer_id AND item.number = NEW.number
                  AND to_jsonb(item) ->> 'issued_on' = to_jsonb(NEW) ->> 'issued_on'
                  AND item.due_on IS NOT DISTINCT FROM (to_jsonb(NEW) ->> 'due_on')::date
                  AND item.total = (to_jsonb(NEW) ->> 'total')::numeric
            )
        ) THEN
            RAISE EXCEPTION 'A document is issued together with its open item.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse_frozen(OLD.number);
    END IF;
    IF current_setting('foyer.correcting', true) = 'on' AND current_user = (
        SELECT tableowner FROM pg_tables WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME
    ) THEN
        changing := '{status,note,order_reference}';
    END IF;
    IF to_jsonb(NEW) - changing <> to_jsonb(OLD) - changing THEN
        PERFORM refuse_frozen(OLD.number);
    END IF;
    IF NEW.status <> OLD.status
        AND NOT status_follows(kind, OLD.open_item_id, OLD.status, NEW.status)
    THEN
        RAISE EXCEPTION 'The status of % follows from what is posted.', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION freeze_document('invoice');
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION freeze_document('credit_note');
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_retainer
    FOR EACH ROW EXECUTE FUNCTION freeze_document('retainer');
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION freeze_document('payment');

-- Lines. An import writes the lines of an issued document, all of them in one statement: more than
-- the first ones are refused. Once a statement, as an import brings hundreds of thousands.
CREATE FUNCTION freeze_lines() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    parent text := TG_ARGV[0];
    owner text := TG_ARGV[1];
    touched text := format('SELECT id, %1$I AS document_id FROM touched', owner);
    number text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        touched := touched || format(' UNION ALL SELECT id, %1$I FROM moved_from', owner);
    END IF;
    IF TG_OP = 'INSERT' THEN
        touched := format(
            'SELECT line.id, line.%2$I AS document_id FROM %1$I line'
            ' WHERE line.%2$I IN (SELECT %2$I FROM touched)'
            ' AND NOT EXISTS (SELECT FROM touched WHERE touched.id = line.id)',
            TG_TABLE_NAME, owner
        );
    END IF;
    EXECUTE format(
        'SELECT document.number FROM (%s) line JOIN %I document ON document.id = line.document_id'
        ' WHERE document.status <> ''draft'' LIMIT 1', touched, parent
    ) INTO number;
    IF number IS NOT NULL THEN
        PERFORM refuse_frozen(number);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER frozen_insert AFTER INSERT ON billing_invoiceline
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_invoice', 'invoice_id');
CREATE TRIGGER frozen_update AFTER UPDATE ON billing_invoiceline
    REFERENCING NEW TABLE AS touched OLD TABLE AS moved_from
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_invoice', 'invoice_id');
CREATE TRIGGER frozen_delete AFTER DELETE ON billing_invoiceline
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_invoice', 'invoice_id');
CREATE TRIGGER frozen_insert AFTER INSERT ON billing_creditnoteline
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_creditnote', 'credit_note_id');
CREATE TRIGGER frozen_update AFTER UPDATE ON billing_creditnoteline
    REFERENCING NEW TABLE AS touched OLD TABLE AS moved_from
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_creditnote', 'credit_note_id');
CREATE TRIGGER frozen_delete AFTER DELETE ON billing_creditnoteline
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION freeze_lines('billing_creditnote', 'credit_note_id');

-- Stored files: where they are and what they were stays on record. Only a loss is noted, once.
CREATE FUNCTION freeze_stored_document() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lost_at IS NULL
        AND to_jsonb(NEW) - 'lost_at' = to_jsonb(OLD) - 'lost_at'
    THEN
        RETURN NEW;
    END IF;
    PERFORM refuse_frozen(OLD.path);
    RETURN NULL;
END
$$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_storeddocument
    FOR EACH ROW EXECUTE FUNCTION freeze_stored_document();

CREATE FUNCTION freeze_stored_statement() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse_frozen(OLD.path);
    RETURN NULL;
END
$$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON billing_statementdelivery
    FOR EACH ROW WHEN (OLD.state = 'stored') EXECUTE FUNCTION freeze_stored_statement();

-- None of these tables is ever emptied.
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_creditnote
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_retainer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_payment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_creditnoteline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_storeddocument
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_statementdelivery
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The application holds no right to delete documents: drafts go this way, with their lines.
CREATE FUNCTION delete_draft(kind text, draft bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    CASE kind
        WHEN 'invoice' THEN
            DELETE FROM billing_invoiceline WHERE invoice_id = draft;
            DELETE FROM billing_invoice WHERE id = draft;
        WHEN 'creditnote' THEN
            DELETE FROM billing_creditnoteline WHERE credit_note_id = draft;
            DELETE FROM billing_creditnote WHERE id = draft;
        WHEN 'retainer' THEN
            DELETE FROM billing_retainer WHERE id = draft;
    END CASE;
END
$$;

-- What an import may bring up to date on an issued document: its note and its order's number.
CREATE FUNCTION correct_document(kind text, document bigint, new_note text, new_reference text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('foyer.correcting', 'on', true);
    CASE kind
        WHEN 'invoice' THEN
            UPDATE billing_invoice SET note = new_note, order_reference = new_reference
            WHERE id = document;
        WHEN 'credit_note' THEN
            UPDATE billing_creditnote SET note = new_note, order_reference = new_reference
            WHERE id = document;
    END CASE;
    PERFORM set_config('foyer.correcting', '', true);
END
$$;

-- What makes a wrong balance impossible rather than unlikely. Names as in billing/models/.

-- One account, one currency: whatever belongs together carries the same (customer, currency).
ALTER TABLE billing_openitem
    ADD CONSTRAINT open_item_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency),
    -- PostgreSQL's NaN is equal to itself and greater than everything, infinity included.
    ADD CONSTRAINT open_item_total_in_minor_units
        CHECK (total = round(total, currency_exponent(currency)) AND total < 'Infinity');
ALTER TABLE billing_journalentry
    ADD CONSTRAINT entry_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency);
ALTER TABLE billing_posting
    ADD CONSTRAINT posting_entry_account FOREIGN KEY (entry_id, customer_id, currency)
        REFERENCES billing_journalentry (id, customer_id, currency),
    ADD CONSTRAINT posting_debit_item_account FOREIGN KEY (debit_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency),
    ADD CONSTRAINT posting_credit_item_account FOREIGN KEY (credit_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency),
    ADD CONSTRAINT posting_amount_in_minor_units
        CHECK (amount = round(amount, currency_exponent(currency)) AND amount < 'Infinity');
ALTER TABLE billing_invoice
    ADD CONSTRAINT invoice_item_account FOREIGN KEY (open_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency);
ALTER TABLE billing_creditnote
    ADD CONSTRAINT credit_note_item_account FOREIGN KEY (open_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency);
ALTER TABLE billing_retainer
    ADD CONSTRAINT retainer_item_account FOREIGN KEY (open_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency);
ALTER TABLE billing_payment
    ADD CONSTRAINT payment_item_account FOREIGN KEY (open_item_id, customer_id, currency)
        REFERENCES billing_openitem (id, customer_id, currency);

-- Postings move what is open and the totals beside it. Once a statement, not once a row, so
-- that an import costs little; the customer's row is locked first, so that two writers of one
-- account follow each other and never deadlock.
CREATE FUNCTION apply_postings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_customer
        WHERE id IN (SELECT customer_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;

    IF EXISTS (
        SELECT FROM fresh JOIN billing_openitem item ON item.id = fresh.debit_item_id
        WHERE (item.kind = 'retainer') <> (fresh.debit_account = 'retainer')
        UNION ALL
        SELECT FROM fresh JOIN billing_openitem item ON item.id = fresh.credit_item_id
        WHERE (item.kind = 'retainer') <> (fresh.credit_account = 'retainer')
    ) THEN
        RAISE EXCEPTION 'A retainer invoice is kept on the retainer account, and nothing else is.'
            USING ERRCODE = 'check_violation';
    END IF;

    INSERT INTO billing_accountbalance
        (customer_id, currency, outstanding, credits, deposits, retainers)
        SELECT DISTINCT customer_id, currency, 0, 0, 0, 0 FROM fresh
        ON CONFLICT DO NOTHING;

    -- Debits raise what is owed on invoices and retainers and lower what is unused on payments
    -- and credit notes; credits do the opposite.
    WITH side AS (
        SELECT debit_item_id AS item_id, amount FROM fresh WHERE debit_item_id IS NOT NULL
        UNION ALL
        SELECT credit_item_id, -amount FROM fresh WHERE credit_item_id IS NOT NULL
    ), move AS (
        SELECT item_id, sum(amount) AS amount FROM side GROUP BY item_id
    ), moved AS (
        UPDATE billing_openitem item
        SET open = open + CASE WHEN kind IN ('invoice', 'retainer') THEN amount ELSE -amount END
        FROM move WHERE item.id = move.item_id
        RETURNING customer_id, kind, due_on,
            CASE WHEN kind IN ('invoice', 'retainer') THEN amount ELSE -amount END AS change
    ), by_day AS (
        INSERT INTO billing_duetotal (customer_id, due_on, open)
        SELECT customer_id, due_on, sum(change) FROM moved
        WHERE kind = 'invoice' GROUP BY customer_id, due_on
        ON CONFLICT (customer_id, due_on) DO UPDATE SET open = billing_duetotal.open + EXCLUDED.open
    )
    UPDATE billing_accountbalance balance
    SET outstanding = outstanding + invoice, credits = credits + credit_note,
        deposits = deposits + payment, retainers = retainers + retainer
    FROM (
        SELECT customer_id,
            coalesce(sum(change) FILTER (WHERE kind = 'invoice'), 0) AS invoice,
            coalesce(sum(change) FILTER (WHERE kind = 'credit_note'), 0) AS credit_note,
            coalesce(sum(change) FILTER (WHERE kind = 'payment'), 0) AS payment,
            coalesce(sum(change) FILTER (WHERE kind = 'retainer'), 0) AS retainer
        FROM moved GROUP BY customer_id
    ) total WHERE balance.customer_id = total.customer_id;

    -- By the document's own day: voiding takes a document out of the day it was counted in.
    INSERT INTO billing_dailytotal (customer_id, day, invoiced, credited, paid)
    SELECT customer_id, day, sum(invoiced), sum(credited), sum(paid) FROM (
        SELECT item.customer_id, item.issued_on AS day,
            CASE WHEN item.kind = 'invoice' THEN amount ELSE 0 END AS invoiced,
            CASE WHEN item.kind = 'credit_note' THEN -amount ELSE 0 END AS credited,
            CASE WHEN item.kind = 'payment' THEN -amount ELSE 0 END AS paid
        FROM fresh JOIN billing_openitem item ON item.id = fresh.debit_item_id
        JOIN billing_journalentry entry ON entry.id = fresh.entry_id
        WHERE fresh.credit_account IN ('sales', 'opening')
           OR (fresh.credit_account = 'cash' AND entry.reverses_id IS NOT NULL)
        UNION ALL
        SELECT item.customer_id, item.issued_on,
            CASE WHEN item.kind = 'invoice' THEN -amount ELSE 0 END,
            CASE WHEN item.kind = 'credit_note' THEN amount ELSE 0 END,
            CASE WHEN item.kind = 'payment' THEN amount ELSE 0 END
        FROM fresh JOIN billing_openitem item ON item.id = fresh.credit_item_id
        JOIN billing_journalentry entry ON entry.id = fresh.entry_id
        WHERE fresh.debit_account IN ('sales', 'opening')
           OR (fresh.debit_account = 'cash' AND entry.reverses_id IS NULL)
    ) change GROUP BY customer_id, day
    ON CONFLICT (customer_id, day) DO UPDATE SET
        invoiced = billing_dailytotal.invoiced + EXCLUDED.invoiced,
        credited = billing_dailytotal.credited + EXCLUDED.credited,
        paid = billing_dailytotal.paid + EXCLUDED.paid;
    RETURN NULL;
END
$$;

CREATE TRIGGER apply_postings AFTER INSERT ON billing_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION apply_postings();

-- The journal is append-only, for everybody.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only; post a reversal instead.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_journalentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON billing_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What postings keep, nothing else may write (a posting's trigger is one level deeper).
CREATE FUNCTION refuse_direct_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '% is kept by postings.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER kept_by_postings BEFORE INSERT OR UPDATE OR DELETE ON billing_accountbalance
    FOR EACH ROW EXECUTE FUNCTION refuse_direct_write();
CREATE TRIGGER kept_by_postings BEFORE INSERT OR UPDATE OR DELETE ON billing_duetotal
    FOR EACH ROW EXECUTE FUNCTION refuse_direct_write();
CREATE TRIGGER kept_by_postings BEFORE INSERT OR UPDATE OR DELETE ON billing_dailytotal
    FOR EACH ROW EXECUTE FUNCTION refuse_direct_write();
CREATE TRIGGER kept_by_postings BEFORE UPDATE OR DELETE ON billing_openitem
    FOR EACH ROW EXECUTE FUNCTION refuse_direct_write();

CREATE FUNCTION refuse_opened_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An open item starts at zero; its posting opens it.'
        USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER starts_at_zero BEFORE INSERT ON billing_openitem
    FOR EACH ROW WHEN (NEW.open <> 0) EXECUTE FUNCTION refuse_opened_item();

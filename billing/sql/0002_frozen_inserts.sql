-- A row that is inserted as issued is held to what one becomes by being issued: it has an open item
-- of its own that says the same, and lines that add up to it. Once a statement, as an import brings
-- tens of thousands. Names as in billing/models/.

-- The arguments: the item's kind, and the columns of the document's day, total and due date.
CREATE FUNCTION refuse_half_issued() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    found text;
    due_on text := CASE TG_ARGV[3] WHEN '' THEN 'NULL' ELSE format('document.%I', TG_ARGV[3]) END;
BEGIN
    EXECUTE format(
        'SELECT coalesce(document.number, ''?'') FROM fresh document'
        ' WHERE document.status <> ''draft'' AND NOT ('
        '     document.status IN (''issued'', ''received'') AND EXISTS ('
        '         SELECT FROM billing_openitem item WHERE item.id = document.open_item_id'
        '         AND item.kind = %L AND item.number = document.number'
        '         AND item.customer_id = document.customer_id AND item.currency = document.currency'
        '         AND item.issued_on = document.%I AND item.total = document.%I'
        '         AND item.due_on IS NOT DISTINCT FROM %s::date)) LIMIT 1',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], due_on
    ) INTO found;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'A document is issued together with its open item: %.', found
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER issued_whole AFTER INSERT ON billing_invoice REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_half_issued('invoice', 'issued_on', 'total', 'due_on');
CREATE TRIGGER issued_whole AFTER INSERT ON billing_creditnote REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_half_issued('credit_note', 'issued_on', 'total', '');
CREATE TRIGGER issued_whole AFTER INSERT ON billing_retainer REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_half_issued('retainer', 'issued_on', 'total', 'due_on');
CREATE TRIGGER issued_whole AFTER INSERT ON billing_payment REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_half_issued('payment', 'received_on', 'amount', '');

-- Lines that come to an issued document, which is then without any (`frozen_insert` sees to that).
CREATE FUNCTION refuse_other_sum() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    found text;
BEGIN
    EXECUTE format(
        'SELECT document.number FROM ('
        '    SELECT %1$I AS document_id, sum(net) AS net FROM fresh GROUP BY %1$I) line'
        ' JOIN %2$I document ON document.id = line.document_id'
        ' WHERE document.status <> ''draft'' AND document.net_total <> line.net LIMIT 1',
        TG_ARGV[1], TG_ARGV[0]
    ) INTO found;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'The lines of % do not add up to it.', found
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER sum_of_issued AFTER INSERT ON billing_invoiceline REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_sum('billing_invoice', 'invoice_id');
CREATE TRIGGER sum_of_issued AFTER INSERT ON billing_creditnoteline REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_sum('billing_creditnote', 'credit_note_id');

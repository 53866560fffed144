-- What the staff's search finds by, over all customers: a number or reference in any case, whole or
-- from its beginning; an amount; the last digits of a saved card or account.
CREATE INDEX billing_openitem_all_numbers ON billing_openitem (upper(number) text_pattern_ops);
CREATE INDEX billing_openitem_all_references
    ON billing_openitem (upper(reference) text_pattern_ops) WHERE reference <> '';
CREATE INDEX billing_openitem_all_totals ON billing_openitem (total);
CREATE INDEX billing_openitem_all_open ON billing_openitem (open) WHERE open > 0;
CREATE INDEX billing_savedmethod_ending ON billing_savedmethod (right(label, 4))
    WHERE removed_at IS NULL;

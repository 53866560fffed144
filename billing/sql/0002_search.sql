-- What search finds by: a number or reference in any case, whole or from its beginning.
CREATE INDEX billing_openitem_search_number
    ON billing_openitem (customer_id, upper(number) text_pattern_ops);
CREATE INDEX billing_openitem_search_reference
    ON billing_openitem (customer_id, upper(reference) text_pattern_ops) WHERE reference <> '';

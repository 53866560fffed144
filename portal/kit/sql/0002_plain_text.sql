-- Which characters texts, names and numbers may hold: the rules of portal/kit/text/characters.py, names.py
-- and identifiers.py, as far as they need no table of letters. Tables ask them by constraints
-- (accounts/sql/0002_plain_text.sql, billing/sql/0002_plain_text.sql), so that no door is without them.

CREATE FUNCTION is_plain_text(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT value !~ '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]'
$$;

CREATE FUNCTION is_plain_line(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT value !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]'
$$;

CREATE FUNCTION is_plain_name(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT value !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffe\uffff]'
        AND value !~* '://|\mwww\.|\S@\S'
$$;

CREATE FUNCTION is_plain_code(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT value !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffe\uffff]'
$$;

-- A document's number stands in its address.
CREATE FUNCTION is_plain_number(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT is_plain_code(value) AND value !~* (
        '\\|%[0-9a-f]{2}|(^|/)\s*\.{0,2}\s*(/|$)'
        '|/\s*(autopay|cancel|csv|dispute|pdf|sent|share|skip|take-in|withdraw|xlsx|new|edit|delete|mail)\s*(/|$)'
    )
$$;

-- CHECK constraints `<table>_<column>_plain` for some columns of a table, by one of these functions.
-- What stood there before is not looked at: issued documents cannot be corrected.
CREATE PROCEDURE keep_plain(tables text[], rule text, columns text[]) LANGUAGE plpgsql AS $$
DECLARE
    one text;
    field text;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        FOREACH field IN ARRAY columns LOOP
            EXECUTE format(
                'ALTER TABLE %I ADD CONSTRAINT %I CHECK (%I(%I)) NOT VALID',
                one, one || '_' || field || '_plain', rule, field
            );
        END LOOP;
    END LOOP;
END $$;

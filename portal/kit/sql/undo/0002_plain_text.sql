DROP PROCEDURE keep_plain(text[], text, text[]);
    DROP FUNCTION is_plain_number(text), is_plain_code(text), is_plain_name(text),
        is_plain_line(text), is_plain_text(text);

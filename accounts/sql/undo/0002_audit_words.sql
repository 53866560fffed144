DROP FUNCTION audit_redact_words(text[]), audit_redacted(jsonb, text[]);

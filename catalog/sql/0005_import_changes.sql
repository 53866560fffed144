-- While an import is at work (`catalog.importing.run` names its batch), every row that it writes is
-- noted as it was and as it is. What triggers keep and search reads is left out: it follows.
CREATE FUNCTION catalog_noted(written jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT written - '{words,fragments,shown_in}'::text[]
$$;
CREATE FUNCTION catalog_note_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    batch bigint := nullif(current_setting('catalog.import_batch', true), '')::bigint;
    key text := CASE WHEN TG_TABLE_NAME = 'catalog_stock' THEN 'variant_id' ELSE 'id' END;
BEGIN
    IF batch IS NULL THEN
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_importchange (batch_id, "table", after)
        SELECT batch, TG_TABLE_NAME, catalog_noted(to_jsonb(a)) FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_importchange (batch_id, "table", before)
        SELECT batch, TG_TABLE_NAME, catalog_noted(to_jsonb(r)) FROM removed r;
    ELSE
        INSERT INTO catalog_importchange (batch_id, "table", before, after)
        SELECT batch, TG_TABLE_NAME, was.written, now.written
          FROM (SELECT catalog_noted(to_jsonb(r)) AS written FROM removed r) was
          JOIN (SELECT catalog_noted(to_jsonb(a)) AS written FROM added a) now
            ON was.written ->> key = now.written ->> key
         WHERE was.written IS DISTINCT FROM now.written;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_product REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_update AFTER UPDATE ON catalog_product REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_product REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_variant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_update AFTER UPDATE ON catalog_variant REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_variant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_price REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_update AFTER UPDATE ON catalog_price REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_price REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_stock REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_update AFTER UPDATE ON catalog_stock REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_stock REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_arrival REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_update AFTER UPDATE ON catalog_arrival REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_arrival REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_insert AFTER INSERT ON catalog_assortmentline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();
CREATE TRIGGER note_import_delete AFTER DELETE ON catalog_assortmentline REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_import();

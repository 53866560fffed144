-- Categories: path and depth follow from the parents. Writers follow each other, so that two moves
-- cannot make a circle together.
CREATE FUNCTION catalog_category_path() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above catalog_category;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('catalog_category'));
    IF NEW.parent_id IS NULL THEN
        NEW.path := NEW.slug;
        NEW.depth := 1;
        RETURN NEW;
    END IF;
    SELECT * INTO above FROM catalog_category WHERE id = NEW.parent_id;
    IF TG_OP = 'UPDATE' AND (above.path || '/') LIKE (OLD.path || '/%') THEN
        RAISE EXCEPTION 'A category cannot stand within itself.' USING ERRCODE = 'check_violation';
    END IF;
    NEW.path := above.path || '/' || NEW.slug;
    NEW.depth := above.depth + 1;
    RETURN NEW;
END
$$;
CREATE TRIGGER category_path BEFORE INSERT OR UPDATE ON catalog_category
    FOR EACH ROW EXECUTE FUNCTION catalog_category_path();
CREATE FUNCTION catalog_category_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_category SET path = path WHERE parent_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER category_children AFTER UPDATE ON catalog_category
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path)
    EXECUTE FUNCTION catalog_category_children();

-- A product is replaced by another, that perhaps by a third, and never in a circle.
CREATE FUNCTION catalog_product_replacement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('catalog_product_replacement'));
    IF EXISTS (
        WITH RECURSIVE chain(id, n) AS (
            SELECT NEW.replaced_by_id, 1
            UNION ALL
            SELECT p.replaced_by_id, n + 1 FROM chain JOIN catalog_product p ON p.id = chain.id
             WHERE p.replaced_by_id IS NOT NULL AND n < 100
        )
        SELECT 1 FROM chain WHERE id = NEW.id OR n >= 100
    ) THEN
        RAISE EXCEPTION 'Products cannot replace each other in a circle.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_replacement AFTER INSERT OR UPDATE OF replaced_by_id ON catalog_product
    FOR EACH ROW WHEN (NEW.replaced_by_id IS NOT NULL)
    EXECUTE FUNCTION catalog_product_replacement();

-- A value belongs to the product and place of its axis; a variant has one of each place.
ALTER TABLE catalog_axisvalue ADD CONSTRAINT axis_value_of_axis
    FOREIGN KEY (axis_id, product_id, place) REFERENCES catalog_axis (id, product_id, place)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE catalog_variant
    ADD COLUMN place1 smallint GENERATED ALWAYS AS (1) STORED,
    ADD COLUMN place2 smallint GENERATED ALWAYS AS (2) STORED,
    ADD COLUMN place3 smallint GENERATED ALWAYS AS (3) STORED;
ALTER TABLE catalog_variant
    ADD CONSTRAINT variant_value1_of_product FOREIGN KEY (value1_id, product_id, place1)
        REFERENCES catalog_axisvalue (id, product_id, place) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT variant_value2_of_product FOREIGN KEY (value2_id, product_id, place2)
        REFERENCES catalog_axisvalue (id, product_id, place) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT variant_value3_of_product FOREIGN KEY (value3_id, product_id, place3)
        REFERENCES catalog_axisvalue (id, product_id, place) DEFERRABLE INITIALLY DEFERRED;

-- The check digit of a GTIN: weights 3 and 1 from the right.
CREATE FUNCTION catalog_gtin_is_valid(gtin text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT gtin ~ '^([0-9]{8}|[0-9]{12,14})$' AND (
        SELECT sum(substr(lpad(gtin, 14, '0'), place, 1)::int
                   * CASE WHEN place % 2 = 1 THEN 3 ELSE 1 END) % 10 = 0
          FROM generate_series(1, 14) place)
$$;
ALTER TABLE catalog_variant ADD CONSTRAINT variant_gtin_valid
    CHECK (gtin IS NULL OR catalog_gtin_is_valid(gtin));

-- Which assortments a product is in, beside the words it is searched by.
CREATE FUNCTION catalog_shown_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE catalog_product p
           SET shown_in = s.ids
          FROM (SELECT product_id, array_agg(assortment_id ORDER BY assortment_id) ids
                  FROM catalog_assortmentline
                 WHERE product_id IN (SELECT product_id FROM added)
                 GROUP BY product_id) s
         WHERE p.id = s.product_id AND p.shown_in IS DISTINCT FROM s.ids;
    ELSE
        UPDATE catalog_product p
           SET shown_in = COALESCE((
                   SELECT array_agg(assortment_id ORDER BY assortment_id)
                     FROM catalog_assortmentline WHERE product_id = p.id), '{}')
         WHERE p.id IN (SELECT product_id FROM removed);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER shown_in_added AFTER INSERT ON catalog_assortmentline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION catalog_shown_in();
CREATE TRIGGER shown_in_removed AFTER DELETE ON catalog_assortmentline
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION catalog_shown_in();
CREATE FUNCTION catalog_keep_shown_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.shown_in := '{}';
    ELSIF pg_trigger_depth() < 2 THEN
        NEW.shown_in := OLD.shown_in;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_shown_in BEFORE INSERT OR UPDATE OF shown_in ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION catalog_keep_shown_in();
CREATE FUNCTION catalog_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A line of an assortment is added and removed, never changed.'
        USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER line_stays BEFORE UPDATE ON catalog_assortmentline
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION catalog_line_stays();

-- A line's section is one of its own presentation.
ALTER TABLE catalog_presentationline ADD CONSTRAINT line_section_of_presentation
    FOREIGN KEY (section_id, presentation_id) REFERENCES catalog_section (id, presentation_id)
    DEFERRABLE INITIALLY DEFERRED;

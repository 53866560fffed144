-- Every price is in its list's currency, a list in its customers', a contract in its customer's.
ALTER TABLE catalog_pricelistassignment
    ADD CONSTRAINT assignment_in_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT assignment_in_list_currency FOREIGN KEY (price_list_id, currency)
        REFERENCES catalog_pricelist (id, currency) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE catalog_contractprice
    ADD CONSTRAINT contract_in_customer_currency FOREIGN KEY (customer_id, currency)
        REFERENCES accounts_customer (id, currency) DEFERRABLE INITIALLY IMMEDIATE;

-- A list that has prices keeps its currency: they would become amounts of another.
CREATE FUNCTION catalog_list_currency_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalog_price WHERE price_list_id = NEW.id) THEN
        RAISE EXCEPTION 'A price list with prices keeps its currency.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER list_currency_stays BEFORE UPDATE OF currency ON catalog_pricelist
    FOR EACH ROW WHEN (OLD.currency IS DISTINCT FROM NEW.currency)
    EXECUTE FUNCTION catalog_list_currency_stays();

-- A rung is never dearer than the one below it. Looked at when the transaction ends, so that a
-- ladder may be changed rung by rung. Writers of one list (of one customer) follow each other, as
-- each would see the ladder without the other's rung.
CREATE FUNCTION catalog_price_rungs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM catalog_pricelist WHERE id = NEW.price_list_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM catalog_price mine JOIN catalog_price other
            ON other.price_list_id = mine.price_list_id AND other.variant_id = mine.variant_id
           AND daterange(other.valid_from, other.valid_until, '[]')
            && daterange(mine.valid_from, mine.valid_until, '[]')
         WHERE mine.id = NEW.id
           AND (other.from_quantity < mine.from_quantity AND other.unit_price < mine.unit_price
             OR other.from_quantity > mine.from_quantity AND other.unit_price > mine.unit_price)
    ) THEN
        RAISE EXCEPTION 'A larger quantity never costs more each than a smaller one.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'price_rungs_fall';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER price_rungs AFTER INSERT OR UPDATE ON catalog_price
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_price_rungs();
CREATE FUNCTION catalog_contract_rungs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM accounts_customer WHERE id = NEW.customer_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM catalog_contractprice mine JOIN catalog_contractprice other
            ON other.customer_id = mine.customer_id AND other.variant_id = mine.variant_id
           AND daterange(other.valid_from, other.valid_until, '[]')
            && daterange(mine.valid_from, mine.valid_until, '[]')
         WHERE mine.id = NEW.id
           AND (other.from_quantity < mine.from_quantity AND other.unit_price < mine.unit_price
             OR other.from_quantity > mine.from_quantity AND other.unit_price > mine.unit_price)
    ) THEN
        RAISE EXCEPTION 'A larger quantity never costs more each than a smaller one.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_price_rungs_fall';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER contract_rungs AFTER INSERT OR UPDATE ON catalog_contractprice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_contract_rungs();

DROP TRIGGER contract_rungs ON catalog_contractprice;
DROP TRIGGER price_rungs ON catalog_price;
DROP TRIGGER list_currency_stays ON catalog_pricelist;
DROP FUNCTION catalog_contract_rungs, catalog_price_rungs, catalog_list_currency_stays;
ALTER TABLE catalog_pricelistassignment DROP CONSTRAINT assignment_in_customer_currency,
    DROP CONSTRAINT assignment_in_list_currency;
ALTER TABLE catalog_contractprice DROP CONSTRAINT contract_in_customer_currency;

-- Which company has which prices, ranges and presentations is for its own eyes: see
-- portal/kit/sql/0002_row_walls.sql. What is sold is no customer's.
SELECT portal_wall({role}, walled::regclass) FROM unnest(ARRAY[
    'catalog_assortmentcustomer', 'catalog_contractprice', 'catalog_favourite',
    'catalog_presentationcustomer', 'catalog_presentationview', 'catalog_pricelistassignment'
]) walled;

-- A customer's page keeps favourites and counts openings; what is sold, to whom and at which price
-- is the staff's to write.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON catalog_product, catalog_variant, catalog_brand,
    catalog_category, catalog_taxcode, catalog_shopsettings, catalog_stock, catalog_arrival,
    catalog_pricelist, catalog_price, catalog_pricelistassignment, catalog_contractprice,
    catalog_assortment, catalog_assortmentline, catalog_assortmentcustomer, catalog_presentation,
    catalog_presentationcustomer, catalog_section, catalog_presentationline,
    catalog_deliverywindow, catalog_picture, catalog_productpicture, catalog_axis, catalog_axisvalue,
    catalog_searchword, catalog_importbatch, catalog_importchange FROM {role};

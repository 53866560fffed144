DROP TRIGGER category_path ON catalog_category;
DROP TRIGGER category_children ON catalog_category;
DROP TRIGGER product_replacement ON catalog_product;
DROP TRIGGER keep_shown_in ON catalog_product;
DROP TRIGGER shown_in_added ON catalog_assortmentline;
DROP TRIGGER shown_in_removed ON catalog_assortmentline;
DROP TRIGGER line_stays ON catalog_assortmentline;
ALTER TABLE catalog_variant DROP CONSTRAINT variant_gtin_valid,
    DROP CONSTRAINT variant_value1_of_product, DROP CONSTRAINT variant_value2_of_product,
    DROP CONSTRAINT variant_value3_of_product,
    DROP COLUMN place1, DROP COLUMN place2, DROP COLUMN place3;
ALTER TABLE catalog_axisvalue DROP CONSTRAINT axis_value_of_axis;
ALTER TABLE catalog_presentationline DROP CONSTRAINT line_section_of_presentation;
DROP FUNCTION catalog_category_path, catalog_category_children, catalog_product_replacement,
    catalog_gtin_is_valid, catalog_shown_in, catalog_keep_shown_in,
    catalog_line_stays;

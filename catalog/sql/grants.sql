-- What a trigger keeps, nobody else writes.
REVOKE UPDATE ON catalog_assortmentline FROM {role};

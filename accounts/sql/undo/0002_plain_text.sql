DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT conrelid::regclass AS held_by, conname FROM pg_constraint
            WHERE conname LIKE '%plain' AND conrelid::regclass::text LIKE 'accounts_%'
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held_by, one.conname);
        END LOOP;
    END $$;

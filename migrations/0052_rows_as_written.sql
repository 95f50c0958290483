-- +goose Up
-- A row that comes again as it was written is known without being read. The first
-- 16 bytes are of a digest of the row as it was written, under its header and the
-- rules of reading; the other 8 are of the row_hash that it was read as, so that it
-- says nothing once another row was told, or this one is to be looked at again.
ALTER TABLE extract_row ADD COLUMN written_as bytea CHECK (length(written_as) = 24); -- null: not read from a file, or by an older program

-- Who is in a file is one long list, which took longer to make small than to write.
-- A server that was built without lz4 goes on as before.
-- +goose StatementBegin
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        EXECUTE 'ALTER TABLE import_listing ALTER COLUMN person_ids SET COMPRESSION lz4';
    END IF;
END $$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;

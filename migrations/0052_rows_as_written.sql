-- +goose Up
-- A row that comes again as it was written is known without being read. The first
-- 16 bytes are of a digest of the row as it was written, under its header and the
-- rules of reading; the other 8 are of the row_hash that it was read as, so that it
-- says nothing once another row was told, or this one is to be looked at again.
ALTER TABLE extract_row ADD COLUMN written_as bytea CHECK (length(written_as) = 24); -- null: not read from a file, or by an older program

-- +goose Down
SELECT 1;

-- +goose Up
-- Accounts: proving again that it is you.

-- When whoever has the session last showed that it is they; empty in a session
-- that the program before this one began: then it is when they signed in.
ALTER TABLE session ADD COLUMN proved_at timestamptz;

-- +goose Down
SELECT 1;

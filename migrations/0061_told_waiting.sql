-- +goose Up
-- What services are to be told and waits: each import asks for it, for every change,
-- among all that they were ever told.
CREATE INDEX message_told_waiting ON message (id) WHERE kind = 'told' AND state IN ('queued', 'held');

-- +goose Down
SELECT 1;

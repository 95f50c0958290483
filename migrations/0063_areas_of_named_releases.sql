-- +goose Up
-- Where a message is about: nearly each item names its release, and its task and
-- appointment need not be looked up to find it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION message_item_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO message_area (message_id, area)
    SELECT i.message_id, r.home_area FROM added i JOIN release r ON r.id = i.release_id
    UNION SELECT i.message_id, t.home_area FROM added i JOIN task t ON t.id = i.task_id WHERE i.release_id IS NULL
    UNION SELECT i.message_id, r.home_area FROM added i JOIN appointment a ON a.id = i.appointment_id JOIN release r ON r.id = a.release_id
           WHERE i.release_id IS NULL AND i.task_id IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;

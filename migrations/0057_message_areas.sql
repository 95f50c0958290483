-- +goose Up
-- Which home areas a message is about, as far as an officer's list needs it: the
-- list of an officer of few areas was found by judging every message there is.
-- Only the triggers below write it, from what stands in message, message_item and
-- where those people live: a foreign key would check each row a second time.
CREATE TABLE message_area (
    message_id bigint NOT NULL,
    area text NOT NULL,
    PRIMARY KEY (message_id, area)
);
CREATE INDEX message_area_newest ON message_area (area, message_id);

-- Most messages are about somebody. Whoever queues one says so; of the others it
-- is looked up.
ALTER TABLE message ADD COLUMN of_people boolean NOT NULL DEFAULT false;

-- The areas of all that some messages are about, dropped items too, as in
-- message_about_only, and of those that they are to or as a whole about.
-- +goose StatementBegin
CREATE FUNCTION message_areas(messages bigint[]) RETURNS TABLE (message_id bigint, area text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    SELECT i.message_id, r.home_area
      FROM message_item i
      LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
      JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
     WHERE i.message_id = ANY (messages)
    UNION SELECT m.id, p.home_area FROM message m JOIN person p ON p.id = m.person_id WHERE m.id = ANY (messages)
    UNION SELECT m.id, r.home_area FROM message m JOIN release r ON r.id = m.release_id WHERE m.id = ANY (messages)
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION message_areas_again(messages bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM message_area a WHERE a.message_id = ANY (messages);
    INSERT INTO message_area (message_id, area) SELECT x.message_id, x.area FROM message_areas(messages) x;
$$;
-- +goose StatementEnd

-- Rows come in sets; each finds what it is about by its key, whatever the planner
-- thought of the first set that came.
-- +goose StatementBegin
CREATE FUNCTION message_item_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO message_area (message_id, area)
    SELECT DISTINCT i.message_id, r.home_area
      FROM added i
      LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
      JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION message_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO message_area (message_id, area)
    SELECT n.id, p.home_area FROM added n JOIN person p ON p.id = n.person_id
    UNION SELECT n.id, r.home_area FROM added n JOIN release r ON r.id = n.release_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- What is about fewer, or others: somebody was erased.
-- +goose StatementBegin
CREATE FUNCTION message_item_goes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT DISTINCT g.message_id FROM gone g));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION message_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT g.id FROM gone g));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION message_is_about_others() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- A line goes over to the record that remains of two.
-- +goose StatementBegin
CREATE FUNCTION message_item_is_of_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY[NEW.message_id]);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION appointment_is_of_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT i.message_id FROM message_item i WHERE i.appointment_id = NEW.id));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION release_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(
        SELECT x.id FROM message x WHERE x.release_id = NEW.id
        UNION SELECT x.id FROM message x WHERE x.person_id = NEW.person_id
        UNION SELECT i.message_id FROM message_item i WHERE i.release_id = NEW.id
        UNION SELECT i.message_id FROM task t JOIN message_item i ON i.task_id = t.id WHERE t.release_id = NEW.id
        UNION SELECT i.message_id FROM appointment a JOIN message_item i ON i.appointment_id = a.id WHERE a.release_id = NEW.id));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER message_item_lives AFTER INSERT ON message_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION message_item_lives();
CREATE TRIGGER message_item_goes AFTER DELETE ON message_item REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION message_item_goes();
CREATE TRIGGER message_item_is_of_another AFTER UPDATE OF release_id ON message_item FOR EACH ROW
    WHEN (OLD.release_id IS DISTINCT FROM NEW.release_id) EXECUTE FUNCTION message_item_is_of_another();
CREATE TRIGGER message_lives AFTER INSERT ON message REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION message_lives();
CREATE TRIGGER message_goes AFTER DELETE ON message REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION message_changes();
CREATE TRIGGER message_is_about_others AFTER UPDATE OF person_id, release_id ON message FOR EACH ROW
    WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id OR OLD.release_id IS DISTINCT FROM NEW.release_id) EXECUTE FUNCTION message_is_about_others();
CREATE TRIGGER appointment_is_of_another AFTER UPDATE OF release_id ON appointment FOR EACH ROW
    WHEN (OLD.release_id IS DISTINCT FROM NEW.release_id) EXECUTE FUNCTION appointment_is_of_another();
-- A stay's area is written by triggers (person_moves, release_lives): no list of
-- columns would tell.
CREATE TRIGGER release_moves AFTER UPDATE ON release FOR EACH ROW
    WHEN (OLD.home_area IS DISTINCT FROM NEW.home_area) EXECUTE FUNCTION release_moves();

INSERT INTO message_area (message_id, area)
SELECT i.message_id, r.home_area
  FROM message_item i
  LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
  JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
UNION SELECT m.id, p.home_area FROM message m JOIN person p ON p.id = m.person_id
UNION SELECT m.id, r.home_area FROM message m JOIN release r ON r.id = m.release_id;
UPDATE message m SET of_people = true WHERE m.person_id IS NULL AND m.release_id IS NULL AND EXISTS (SELECT FROM message_area a WHERE a.message_id = m.id);

CREATE INDEX message_of_nobody ON message (id) WHERE NOT of_people AND person_id IS NULL AND release_id IS NULL;

-- +goose Down
SELECT 1;

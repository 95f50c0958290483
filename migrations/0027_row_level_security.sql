-- +goose Up
-- What row-level security leans on. Which rows of which table it lets through
-- stands in policies.go; these say who acts, from the settings that begin every
-- transaction (internal/pg): throughgate.actor, .role, .areas and .services. They
-- are no SQL functions: those would be taken apart again by the planner for each
-- table of each query, which took longer than to ask once a query. Nor are they
-- made of one another, which took up to twenty times as long: to ask who acts cost
-- more than to judge the rows. A person is account:NUMBER, and nobody else has a
-- role.

-- +goose StatementBegin
CREATE FUNCTION acting_as() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true), '');
END
$$;
-- +goose StatementEnd

-- The system doing anything but letting people in.
-- +goose StatementBegin
CREATE FUNCTION acting_whole() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) LIKE 'system:%' AND current_setting('throughgate.actor', true) <> 'system:sign-in', false);
END
$$;
-- +goose StatementEnd

-- Nobody is known yet.
-- +goose StatementBegin
CREATE FUNCTION acting_at_door() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) = 'system:sign-in', false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION acting_account() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN substr(current_setting('throughgate.actor', true), 9)::bigint END;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION acting_role() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(current_setting('throughgate.role', true), '') ELSE '' END;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION acting_officer() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:', false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION acting_list(setting text) RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(nullif(current_setting(setting, true), ''), '{}')::text[];
END
$$;
-- +goose StatementEnd

-- The home areas whose people an officer works with: none for other roles.
-- +goose StatementBegin
CREATE FUNCTION acting_areas() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(nullif(current_setting('throughgate.areas', true), ''), '{}')::text[] ELSE '{}'::text[] END;
END
$$;
-- +goose StatementEnd

-- Everybody's case: '*' is an officer without areas, who has the unit's.
-- +goose StatementBegin
CREATE FUNCTION acting_everywhere() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        WHEN current_setting('throughgate.areas', true) LIKE '{%*%}' THEN acting_areas() = '{*}' END, false);
END
$$;
-- +goose StatementEnd

-- The system, and officers.
-- +goose StatementBegin
CREATE FUNCTION acting_casework() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        ELSE current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
            AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:' END, false);
END
$$;
-- +goose StatementEnd

-- Where a person lives stands on their releases and tasks as well: what is read
-- most is then judged row by row, with no look at another table.
ALTER TABLE release ADD COLUMN home_area text;
ALTER TABLE task ADD COLUMN home_area text;
UPDATE release r SET home_area = p.home_area FROM person p WHERE p.id = r.person_id;
UPDATE task t SET home_area = r.home_area FROM release r WHERE r.id = t.release_id;
ALTER TABLE release ALTER COLUMN home_area SET NOT NULL;
ALTER TABLE task ALTER COLUMN home_area SET NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION release_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT p.home_area INTO NEW.home_area FROM person p WHERE p.id = NEW.person_id;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION task_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT r.home_area INTO NEW.home_area FROM release r WHERE r.id = NEW.release_id;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION person_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE release SET home_area = NEW.home_area WHERE person_id = NEW.id;
    UPDATE task SET home_area = NEW.home_area FROM release r WHERE r.id = task.release_id AND r.person_id = NEW.id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER release_lives BEFORE INSERT OR UPDATE OF person_id ON release FOR EACH ROW EXECUTE FUNCTION release_lives();
CREATE TRIGGER task_lives BEFORE INSERT OR UPDATE OF release_id ON task FOR EACH ROW EXECUTE FUNCTION task_lives();
CREATE TRIGGER person_moves AFTER UPDATE OF home_area ON person FOR EACH ROW
    WHEN (OLD.home_area IS DISTINCT FROM NEW.home_area) EXECUTE FUNCTION person_moves();

-- What was asked of the services of a service's contact: of the area a service
-- serves, or of people who live in the contact's areas where it serves a prison
-- or all. It looks past the policies that lean on it.
-- +goose StatementBegin
CREATE FUNCTION acting_asked() RETURNS TABLE (task_id bigint, release_id bigint, person_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
    SELECT t.id, t.release_id, r.person_id
      FROM service v JOIN task t ON t.service_id = v.id JOIN release r ON r.id = t.release_id
     WHERE acting_role() = 'spoc' AND t.handed_off_at IS NOT NULL
       AND v.service = ANY ((SELECT acting_list('throughgate.services'))::text[])
       AND (v.area = ANY ((SELECT acting_list('throughgate.areas'))::text[])
            OR v.area_kind <> 'authority' AND t.home_area = ANY ((SELECT acting_list('throughgate.areas'))::text[]))
$$;
-- +goose StatementEnd

-- A message may be about several people: are they all of these areas? It looks
-- past the policies, which would hide just those that are not.
-- +goose StatementBegin
CREATE FUNCTION message_about_only(message bigint, areas text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM message_item i
          LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
          JOIN release r ON r.id = coalesce(i.release_id, t.release_id, a.release_id)
         WHERE i.message_id = message AND r.home_area <> ALL (areas))
$$;
-- +goose StatementEnd

-- Search by names and numbers needs an index that no query under row-level
-- security may use, as comparing words could tell of rows that are hidden: so it
-- looks past the policies, and keeps to the areas itself. A restricted record is
-- never found by a name; after a merge the person is the one who remains.
-- +goose StatementBegin
CREATE FUNCTION found_people(words text) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
    SELECT found.id FROM (
        SELECT f.id, f.home_area FROM person f
         WHERE 'restricted' <> ALL (f.flags) AND person_words(f.surname, f.forenames, f.crn, f.pnc_id) @@ find_words(words)
        UNION ALL
        SELECT coalesce(f.merged_into, f.id), f.home_area FROM person f
         WHERE person_words(f.surname, f.forenames, f.crn, f.pnc_id) @@ find_numbers(words)
        UNION ALL
        SELECT coalesce(f.merged_into, f.id), f.home_area FROM person_number x JOIN person f ON f.id = x.person_id
         WHERE x.prison_number IN (SELECT upper(fold_number(w)) FROM regexp_split_to_table(words, '\s+') w
                                   UNION ALL SELECT upper(fold_number(words)))) found
     WHERE acting_as() LIKE 'system:%' AND NOT acting_at_door() OR acting_areas() = '{*}'
        OR found.home_area = ANY ((SELECT acting_areas())::text[])
$$;
-- +goose StatementEnd

-- Keys of officers' addresses, as filters carry them (release.officerKey), and
-- of recipients: as columns, indexes on them serve under row-level security too.
ALTER TABLE person ADD COLUMN com_key text NOT NULL GENERATED ALWAYS AS (left(md5(lower(com_email)), 12)) STORED,
                   ADD COLUMN pom_key text NOT NULL GENERATED ALWAYS AS (left(md5(lower(pom_email)), 12)) STORED;
DROP INDEX person_com_key;
DROP INDEX person_pom_key;
CREATE INDEX person_com_key ON person (com_key) WHERE com_email <> '';
CREATE INDEX person_pom_key ON person (pom_key) WHERE pom_email <> '';
ALTER TABLE message ADD COLUMN recipient_key text NOT NULL GENERATED ALWAYS AS (lower(recipient)) STORED;
DROP INDEX message_email_to;
CREATE INDEX message_email_to ON message (recipient_key, queued_at) WHERE channel = 'email';

-- +goose Down
SELECT 1;

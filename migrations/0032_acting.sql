-- +goose Up
-- The same functions in one expression each. They were made of one another,
-- which took up to twenty times as long, several times for every table of every
-- query: to ask who acts cost more than to judge the rows. A person is
-- account:NUMBER, and nobody else has a role.

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_whole() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) LIKE 'system:%' AND current_setting('throughgate.actor', true) <> 'system:sign-in', false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_at_door() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) = 'system:sign-in', false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_account() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN substr(current_setting('throughgate.actor', true), 9)::bigint END;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_role() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(current_setting('throughgate.role', true), '') ELSE '' END;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_officer() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:', false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_areas() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(nullif(current_setting('throughgate.areas', true), ''), '{}')::text[] ELSE '{}'::text[] END;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_everywhere() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        WHEN current_setting('throughgate.areas', true) LIKE '{%*%}' THEN acting_areas() = '{*}' END, false);
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION acting_casework() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        ELSE current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
            AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:' END, false);
END
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;

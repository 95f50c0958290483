CREATE TYPE public.river_job_state AS ENUM (
    'available',
    'cancelled',
    'completed',
    'discarded',
    'pending',
    'retryable',
    'running',
    'scheduled'
);

CREATE FUNCTION public.acting_account() RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN substr(current_setting('throughgate.actor', true), 9)::bigint END;
END
$$;

CREATE FUNCTION public.acting_areas() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(nullif(current_setting('throughgate.areas', true), ''), '{}')::text[] ELSE '{}'::text[] END;
END
$$;

CREATE FUNCTION public.acting_as() RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true), '');
END
$$;

CREATE FUNCTION public.acting_asked() RETURNS TABLE(task_id bigint, release_id bigint, person_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT t.id, t.release_id, r.person_id
      FROM service v JOIN task t ON t.service_id = v.id JOIN release r ON r.id = t.release_id
     WHERE acting_role() = 'spoc' AND t.handed_off_at IS NOT NULL
       AND v.service = ANY ((SELECT acting_list('throughgate.services'))::text[])
       AND (v.area = ANY ((SELECT acting_list('throughgate.areas'))::text[])
            OR v.area_kind <> 'authority' AND t.home_area = ANY ((SELECT acting_list('throughgate.areas'))::text[]))
$$;

CREATE FUNCTION public.acting_at_door() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) = 'system:sign-in', false);
END
$$;

CREATE FUNCTION public.acting_casework() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        ELSE current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
            AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:' END, false);
END
$$;

CREATE FUNCTION public.acting_everywhere() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(CASE WHEN current_setting('throughgate.actor', true) LIKE 'system:%' THEN current_setting('throughgate.actor', true) <> 'system:sign-in'
        WHEN current_setting('throughgate.areas', true) LIKE '{%*%}' THEN acting_areas() = '{*}' END, false);
END
$$;

CREATE FUNCTION public.acting_list(setting text) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(nullif(current_setting(setting, true), ''), '{}')::text[];
END
$$;

CREATE FUNCTION public.acting_officer() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.role', true) IN ('link_officer', 'offender_manager', 'coordinator')
        AND current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:', false);
END
$$;

CREATE FUNCTION public.acting_role() RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE WHEN current_setting('throughgate.actor', true) LIKE 'account:_%' AND translate(current_setting('throughgate.actor', true), '0123456789', '') = 'account:'
        THEN coalesce(current_setting('throughgate.role', true), '') ELSE '' END;
END
$$;

CREATE FUNCTION public.acting_whole() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(current_setting('throughgate.actor', true) LIKE 'system:%' AND current_setting('throughgate.actor', true) <> 'system:sign-in', false);
END
$$;

CREATE FUNCTION public.appointment_is_of_another() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT i.message_id FROM message_item i WHERE i.appointment_id = NEW.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_is_insert_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the audit is insert-only';
END
$$;

CREATE FUNCTION public.find_numbers(typed text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT string_agg('''' || w.word || '''', ' & ')::tsquery
    FROM (SELECT public.fold_number(t) AS word FROM regexp_split_to_table(typed, '\s+') t WHERE t ~ '[0-9]') w WHERE w.word <> ''
$$;

CREATE FUNCTION public.find_words(typed text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT string_agg('''' || replace(replace(w.word, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
    FROM (SELECT CASE WHEN t ~ '[0-9]' THEN public.fold_number(t) ELSE public.fold_name(replace(replace(t, '-', ''), ',', '')) END AS word
          FROM regexp_split_to_table(typed, '\s+') t) w WHERE w.word <> ''
$$;

CREATE FUNCTION public.first_comes(release bigint, needs text[]) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT array(SELECT b.standard FROM task b JOIN standard s ON s.code = b.standard
                  WHERE b.release_id = release AND b.standard = ANY (needs) AND acting_as() <> ''
                    AND b.state NOT IN ('done', 'withdrawn', 'not_eligible', 'not_wanted')
                  ORDER BY s.position)
$$;

CREATE FUNCTION public.fold_name(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT translate(replace(replace(regexp_replace(normalize(lower(name), NFKD), '[̀-ͯ''’‘ʼ`´]', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'łøđðþı', 'loddti')
$$;

CREATE FUNCTION public.fold_number(number text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT lower(regexp_replace(regexp_replace(upper(number),
        '^\s*(?:[0-9]{2})?([0-9]{2})\s*/\s*0*([0-9]{1,7}\s*[A-Z])\s*$', '\1/\2'), '[^A-Z0-9]', '', 'g'))
$_$;

CREATE FUNCTION public.forget_one_offs(releases bigint[]) RETURNS SETOF bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DELETE FROM unit_change c USING standard s
     WHERE s.release_id = ANY (releases) AND c.kind = 'standard' AND c.object = s.code AND acting_as() = 'system:retention'
    RETURNING c.id
$$;

CREATE FUNCTION public.found_people(words text) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.message_about_only(message bigint, areas text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT NOT EXISTS (
        SELECT FROM message_item i
          LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
          JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
         WHERE i.message_id = message AND r.home_area <> ALL (areas))
$$;

CREATE FUNCTION public.message_areas(messages bigint[]) RETURNS TABLE(message_id bigint, area text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
    SELECT i.message_id, r.home_area
      FROM message_item i
      LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
      JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
     WHERE i.message_id = ANY (messages)
    UNION SELECT m.id, p.home_area FROM message m JOIN person p ON p.id = m.person_id WHERE m.id = ANY (messages)
    UNION SELECT m.id, r.home_area FROM message m JOIN release r ON r.id = m.release_id WHERE m.id = ANY (messages)
$$;

CREATE FUNCTION public.message_areas_again(messages bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DELETE FROM message_area a WHERE a.message_id = ANY (messages);
    INSERT INTO message_area (message_id, area) SELECT x.message_id, x.area FROM message_areas(messages) x;
$$;

CREATE FUNCTION public.message_changes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT g.id FROM gone g));
    RETURN NULL;
END
$$;

CREATE FUNCTION public.message_is_about_others() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM message_areas_again(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION public.message_item_goes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM message_areas_again(ARRAY(SELECT DISTINCT g.message_id FROM gone g));
    RETURN NULL;
END
$$;

CREATE FUNCTION public.message_item_is_of_another() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM message_areas_again(ARRAY[NEW.message_id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION public.message_item_lives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.message_lives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    INSERT INTO message_area (message_id, area)
    SELECT n.id, p.home_area FROM added n JOIN person p ON p.id = n.person_id
    UNION SELECT n.id, r.home_area FROM added n JOIN release r ON r.id = n.release_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.person_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE release SET home_area = NEW.home_area WHERE person_id = NEW.id;
    UPDATE task SET home_area = NEW.home_area FROM release r WHERE r.id = task.release_id AND r.person_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.person_words(surname text, forenames text, crn text, pnc text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(
        public.fold_name(replace(surname || ' ' || forenames, '-', ''))
        || ' ' || public.fold_name(regexp_replace(surname || ' ' || forenames, '[-''’‘ʼ`´]', ' ', 'g'))
        || ' ' || public.fold_number(crn) || ' ' || public.fold_number(pnc), '\s+'), ''))
$$;

CREATE FUNCTION public.release_lives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    SELECT p.home_area INTO NEW.home_area FROM person p WHERE p.id = NEW.person_id;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.release_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.river_job_state_in_bitmask(bitmask bit, state public.river_job_state) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$$;

CREATE FUNCTION public.task_lives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    SELECT r.home_area INTO NEW.home_area FROM release r WHERE r.id = NEW.release_id;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.webhook_of_release() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO webhook_delivery (target, kind, release_id, history_id, at)
    SELECT w.id, 'date.changed', n.release_id, n.id, n.at
      FROM webhook_target w CROSS JOIN added n
     WHERE w.listed AND 'date.changed' = ANY (w.events);
    RETURN NULL;
END
$$;

CREATE FUNCTION public.webhook_of_task() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO webhook_delivery (target, kind, task_id, release_id, at)
    SELECT w.id, 'task.changed', t.id, t.release_id, n.at
      FROM webhook_target w CROSS JOIN added n JOIN task t ON t.id = n.task_id
     WHERE w.listed AND 'task.changed' = ANY (w.events)
       AND NOT (n.state = 'planned' AND n.reason = ''); -- a plan is the unit's own
    RETURN NULL;
END
$$;

CREATE TABLE public.absence (
    id bigint NOT NULL,
    ref text NOT NULL,
    account_id bigint NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    deputy_id bigint,
    deputy_service bigint,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT absence_check CHECK ((to_day >= from_day)),
    CONSTRAINT absence_check1 CHECK ((deputy_id <> account_id)),
    CONSTRAINT absence_check2 CHECK ((num_nonnulls(deputy_id, deputy_service) = 1)),
    CONSTRAINT absence_set_by_check CHECK ((set_by <> ''::text))
);

ALTER TABLE ONLY public.absence FORCE ROW LEVEL SECURITY;

ALTER TABLE public.absence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_request (
    id bigint NOT NULL,
    ref text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    service text NOT NULL,
    area text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by bigint,
    approved boolean,
    CONSTRAINT access_request_check CHECK ((((decided_at IS NULL) = (approved IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
    CONSTRAINT access_request_email_check CHECK ((email <> ''::text)),
    CONSTRAINT access_request_name_check CHECK ((name <> ''::text)),
    CONSTRAINT access_request_service_check CHECK ((service <> ''::text))
);

ALTER TABLE ONLY public.access_request FORCE ROW LEVEL SECURITY;

ALTER TABLE public.access_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.access_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account (
    id bigint NOT NULL,
    ref text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    calendar boolean DEFAULT false NOT NULL,
    session_epoch integer DEFAULT 0 NOT NULL,
    signed_in_at timestamp with time zone,
    suspended_at timestamp with time zone,
    warned_at timestamp with time zone,
    woken_at timestamp with time zone,
    CONSTRAINT account_email_check CHECK ((email <> ''::text)),
    CONSTRAINT account_name_check CHECK ((name <> ''::text)),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['link_officer'::text, 'offender_manager'::text, 'spoc'::text, 'coordinator'::text, 'information_lead'::text, 'administrator'::text]))),
    CONSTRAINT account_suspended_check CHECK (((suspended_at IS NULL) OR (disabled_at IS NOT NULL)))
);

ALTER TABLE ONLY public.account FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_area (
    account_id bigint NOT NULL,
    area text NOT NULL
);

ALTER TABLE ONLY public.account_area FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_choice (
    account_id bigint NOT NULL,
    digest boolean NOT NULL,
    left_out text[] DEFAULT '{}'::text[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT account_choice_left_out_check CHECK ((left_out <@ ARRAY['comings'::text, 'days'::text, 'prison'::text, 'services'::text, 'not_ready'::text, 'messages'::text]))
);

ALTER TABLE ONLY public.account_choice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_link (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.account_link FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_passphrase (
    account_id bigint NOT NULL,
    hash text NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT account_passphrase_hash_check CHECK ((hash ~~ '$argon2id$%'::text))
);

ALTER TABLE ONLY public.account_passphrase FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_recovery_code (
    account_id bigint NOT NULL,
    hash bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.account_recovery_code FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_second_factor (
    account_id bigint NOT NULL,
    secret bytea NOT NULL,
    set_at timestamp with time zone NOT NULL,
    last_step bigint NOT NULL
);

ALTER TABLE ONLY public.account_second_factor FORCE ROW LEVEL SECURITY;

CREATE TABLE public.account_service (
    account_id bigint NOT NULL,
    service text NOT NULL
);

ALTER TABLE ONLY public.account_service FORCE ROW LEVEL SECURITY;

CREATE TABLE public.agreement (
    id bigint NOT NULL,
    ref text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    title text NOT NULL,
    purpose text NOT NULL,
    gateways text[] NOT NULL,
    gateway_words text DEFAULT ''::text NOT NULL,
    our_regime text NOT NULL,
    their_regime text NOT NULL,
    categories text[] NOT NULL,
    domains text[] NOT NULL,
    owner_id bigint NOT NULL,
    starts_on date NOT NULL,
    review_on date NOT NULL,
    ends_on date NOT NULL,
    ended_on date,
    ended_why text DEFAULT ''::text NOT NULL,
    file_name text DEFAULT ''::text NOT NULL,
    file_hash text DEFAULT ''::text NOT NULL,
    CONSTRAINT agreement_categories_check CHECK (((categories <> '{}'::text[]) AND (categories <@ ARRAY['identity'::text, 'contact'::text, 'release_days'::text, 'housing'::text, 'money_and_work'::text, 'family'::text, 'health'::text, 'offence'::text, 'risk'::text]))),
    CONSTRAINT agreement_check CHECK (((starts_on <= review_on) AND (review_on <= ends_on))),
    CONSTRAINT agreement_check1 CHECK (((ended_on IS NULL) OR (ended_why <> ''::text))),
    CONSTRAINT agreement_check2 CHECK (((gateway_words <> ''::text) OR (NOT ('other'::text = ANY (gateways))))),
    CONSTRAINT agreement_file_hash_check CHECK ((file_hash ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT agreement_gateways_check CHECK (((gateways <> '{}'::text[]) AND (gateways <@ ARRAY['cda_1998_s115'::text, 'oma_2007_s14'::text, 'ha_1996_s213b'::text, 'other'::text]))),
    CONSTRAINT agreement_our_regime_check CHECK ((our_regime = ANY (ARRAY['dpa_part3'::text, 'uk_gdpr'::text]))),
    CONSTRAINT agreement_purpose_check CHECK ((purpose <> ''::text)),
    CONSTRAINT agreement_their_regime_check CHECK ((their_regime = ANY (ARRAY['dpa_part3'::text, 'uk_gdpr'::text]))),
    CONSTRAINT agreement_title_check CHECK ((title <> ''::text))
);

ALTER TABLE ONLY public.agreement FORCE ROW LEVEL SECURITY;

ALTER TABLE public.agreement ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreement_partner (
    agreement_id bigint NOT NULL,
    service text NOT NULL,
    area text NOT NULL,
    CONSTRAINT agreement_partner_service_check CHECK ((service <> ''::text))
);

ALTER TABLE ONLY public.agreement_partner FORCE ROW LEVEL SECURITY;

CREATE TABLE public.api_answer (
    token_id bigint NOT NULL,
    account_id bigint NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    status integer,
    kind text DEFAULT ''::text NOT NULL,
    body bytea,
    CONSTRAINT api_answer_check CHECK (((status IS NULL) = (body IS NULL))),
    CONSTRAINT api_answer_status_check CHECK (((status >= 200) AND (status <= 599)))
);

ALTER TABLE ONLY public.api_answer FORCE ROW LEVEL SECURITY;

CREATE TABLE public.api_token (
    id bigint NOT NULL,
    ref text NOT NULL,
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    epoch integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT api_token_check CHECK ((expires_at > created_at))
);

ALTER TABLE ONLY public.api_token FORCE ROW LEVEL SECURITY;

ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.appointment (
    id bigint NOT NULL,
    ref text NOT NULL,
    external_id text,
    person_id bigint NOT NULL,
    release_id bigint NOT NULL,
    service text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes integer,
    place text NOT NULL,
    place_safe boolean DEFAULT false NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    told text DEFAULT ''::text NOT NULL,
    told_start timestamp with time zone,
    CONSTRAINT appointment_minutes_check CHECK ((minutes > 0)),
    CONSTRAINT appointment_place_check CHECK ((place <> ''::text)),
    CONSTRAINT appointment_state_check CHECK ((state = ANY (ARRAY['booked'::text, 'moved'::text, 'cancelled'::text, 'attended'::text, 'missed'::text, 'not_needed'::text])))
);

ALTER TABLE ONLY public.appointment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.appointment_event (
    id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    place text NOT NULL,
    moved boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT appointment_event_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT appointment_event_state_check CHECK ((state = ANY (ARRAY['booked'::text, 'moved'::text, 'cancelled'::text, 'attended'::text, 'missed'::text, 'not_needed'::text])))
);

ALTER TABLE ONLY public.appointment_event FORCE ROW LEVEL SECURITY;

ALTER TABLE public.appointment_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.appointment_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.appointment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.attention (
    id bigint NOT NULL,
    kind text NOT NULL,
    about_key text NOT NULL,
    role text NOT NULL,
    person_id bigint,
    release_id bigint,
    task_id bigint,
    message_id bigint,
    service_id bigint,
    inbound_id bigint,
    note text DEFAULT ''::text NOT NULL,
    due_on date,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_by text DEFAULT ''::text NOT NULL,
    close_note text DEFAULT ''::text NOT NULL,
    CONSTRAINT attention_kind_check CHECK ((kind = ANY (ARRAY['undelivered'::text, 'unknown_outcome'::text, 'reply'::text, 'not_answering'::text, 'told_data'::text, 'held_row'::text, 'account_alarm'::text, 'place_blocked'::text, 'question'::text]))),
    CONSTRAINT attention_role_check CHECK ((role = ANY (ARRAY['link_officer'::text, 'coordinator'::text, 'administrator'::text])))
);

ALTER TABLE ONLY public.attention FORCE ROW LEVEL SECURITY;

ALTER TABLE public.attention ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.attention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id bigint,
    detail text DEFAULT ''::text NOT NULL,
    people bigint[],
    to_whom text DEFAULT ''::text NOT NULL,
    agreement_id bigint,
    CONSTRAINT audit_action_check CHECK ((action = ANY (ARRAY['collect'::text, 'alter'::text, 'consult'::text, 'disclose'::text, 'combine'::text, 'erase'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text]))),
    CONSTRAINT audit_actor_check CHECK ((actor <> ''::text))
);

ALTER TABLE ONLY public.audit FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_check (
    day date NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    sealed bigint NOT NULL,
    bad integer NOT NULL
);

ALTER TABLE ONLY public.audit_check FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_seal (
    seq bigint NOT NULL,
    audit_id bigint NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    format smallint NOT NULL,
    key_id text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_seal_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_seal_seq_check CHECK ((seq > 0))
);

ALTER TABLE ONLY public.audit_seal FORCE ROW LEVEL SECURITY;

CREATE TABLE public.authority (
    gss_code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    is_current boolean NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    probation_region text DEFAULT ''::text NOT NULL,
    lat double precision,
    lon double precision,
    successors text[] DEFAULT '{}'::text[] NOT NULL
);

ALTER TABLE ONLY public.authority FORCE ROW LEVEL SECURITY;

CREATE TABLE public.bank_holiday (
    day date NOT NULL,
    title text NOT NULL
);

ALTER TABLE ONLY public.bank_holiday FORCE ROW LEVEL SECURITY;

CREATE TABLE public.board_search (
    ref text NOT NULL,
    account_id bigint NOT NULL,
    words text NOT NULL,
    used_at timestamp with time zone NOT NULL,
    CONSTRAINT board_search_words_check CHECK ((words <> ''::text))
);

ALTER TABLE ONLY public.board_search FORCE ROW LEVEL SECURITY;

CREATE TABLE public.board_view (
    account_id bigint NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    saved_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.board_view FORCE ROW LEVEL SECURITY;

CREATE TABLE public.bounce_mark (
    name text NOT NULL,
    size bigint NOT NULL,
    tail bytea NOT NULL,
    read_at timestamp with time zone NOT NULL,
    CONSTRAINT bounce_mark_size_check CHECK ((size >= 0))
);

ALTER TABLE ONLY public.bounce_mark FORCE ROW LEVEL SECURITY;

CREATE TABLE public.clock_mark (
    id boolean DEFAULT true NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT clock_mark_id_check CHECK (id)
);

ALTER TABLE ONLY public.clock_mark FORCE ROW LEVEL SECURITY;

CREATE TABLE public.consent (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    given_on date,
    recorded_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    withdrawn_at timestamp with time zone,
    recorded_by text DEFAULT ''::text NOT NULL,
    withdrawn_by text DEFAULT ''::text NOT NULL,
    withdrawn_on date,
    CONSTRAINT consent_kind_check CHECK ((kind = ANY (ARRAY['consent_to_refer'::text, 'consent_to_share_contact'::text, 'consent_to_share_health'::text])))
);

ALTER TABLE ONLY public.consent FORCE ROW LEVEL SECURITY;

ALTER TABLE public.consent ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.erased_number (
    hash bytea NOT NULL,
    key_id text NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    erasure_id bigint NOT NULL,
    CONSTRAINT erased_number_hash_check CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY public.erased_number FORCE ROW LEVEL SECURITY;

CREATE TABLE public.erasure (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    people bigint[] NOT NULL,
    refs text[] NOT NULL,
    home_area text NOT NULL,
    cause text NOT NULL,
    years integer,
    last_day date,
    ground text DEFAULT ''::text NOT NULL,
    asked_by text DEFAULT ''::text NOT NULL,
    agreed_by text DEFAULT ''::text NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    erased_by text NOT NULL,
    tables text[] NOT NULL,
    rows integer[] NOT NULL,
    together integer NOT NULL,
    CONSTRAINT erasure_cause_check CHECK ((cause = ANY (ARRAY['rule'::text, 'request'::text]))),
    CONSTRAINT erasure_check CHECK ((cardinality(tables) = cardinality(rows))),
    CONSTRAINT erasure_check1 CHECK (((cause = 'rule'::text) = (years IS NOT NULL))),
    CONSTRAINT erasure_check2 CHECK (((cause <> 'request'::text) OR ((ground <> ''::text) AND (asked_by <> ''::text) AND (agreed_by <> ''::text) AND (agreed_by <> asked_by)))),
    CONSTRAINT erasure_erased_by_check CHECK ((erased_by <> ''::text)),
    CONSTRAINT erasure_ground_check CHECK ((ground = ANY (ARRAY[''::text, 'dpa_s47'::text, 'uk_gdpr_art17'::text, 'never_ours'::text]))),
    CONSTRAINT erasure_together_check CHECK ((together > 0))
);

ALTER TABLE ONLY public.erasure FORCE ROW LEVEL SECURITY;

ALTER TABLE public.erasure ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.erasure_request (
    id bigint NOT NULL,
    ref text NOT NULL,
    person_id bigint NOT NULL,
    ground text NOT NULL,
    why text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decision text DEFAULT ''::text NOT NULL,
    decided_by text DEFAULT ''::text NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT erasure_request_asked_by_check CHECK ((asked_by <> ''::text)),
    CONSTRAINT erasure_request_check CHECK ((((decision = ''::text) = (decided_at IS NULL)) AND ((decision = ''::text) = (decided_by = ''::text)))),
    CONSTRAINT erasure_request_check1 CHECK (((decision <> 'agreed'::text) OR (decided_by <> asked_by))),
    CONSTRAINT erasure_request_decision_check CHECK ((decision = ANY (ARRAY[''::text, 'agreed'::text, 'refused'::text, 'withdrawn'::text]))),
    CONSTRAINT erasure_request_ground_check CHECK ((ground = ANY (ARRAY['dpa_s47'::text, 'uk_gdpr_art17'::text, 'never_ours'::text]))),
    CONSTRAINT erasure_request_why_check CHECK ((why <> ''::text))
);

ALTER TABLE ONLY public.erasure_request FORCE ROW LEVEL SECURITY;

ALTER TABLE public.erasure_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.erasure_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.extract_row (
    person_id bigint NOT NULL,
    source text NOT NULL,
    row_hash bytea NOT NULL,
    cells text[] NOT NULL,
    as_of timestamp with time zone NOT NULL,
    import_id bigint,
    written_as bytea,
    CONSTRAINT extract_row_written_as_check CHECK ((length(written_as) = 24))
);

ALTER TABLE ONLY public.extract_row FORCE ROW LEVEL SECURITY;

CREATE TABLE public.figure_kept (
    home_area text NOT NULL,
    monday date NOT NULL,
    what text NOT NULL,
    service text DEFAULT ''::text NOT NULL,
    value double precision DEFAULT 0 NOT NULL,
    of bigint NOT NULL,
    number bigint NOT NULL,
    CONSTRAINT figure_kept_what_check CHECK ((what = ANY (ARRAY['notice'::text, 'moves'::text, 'required'::text, 'home'::text, 'treatment'::text, 'texts'::text, 'answers'::text])))
);

ALTER TABLE ONLY public.figure_kept FORCE ROW LEVEL SECURITY;

CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.import (
    id bigint NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    actor text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    rows integer DEFAULT 0 NOT NULL,
    new integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    outside_unit integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    held integer DEFAULT 0 NOT NULL,
    messages_queued integer DEFAULT 0 NOT NULL,
    messages_held integer DEFAULT 0 NOT NULL,
    brake text DEFAULT ''::text NOT NULL,
    sent_at timestamp with time zone,
    sent_by text DEFAULT ''::text NOT NULL,
    keeps_before boolean DEFAULT false NOT NULL,
    undone_at timestamp with time zone,
    undone_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT import_kind_check CHECK ((kind = ANY (ARRAY['releases'::text, 'services'::text, 'appointments'::text, 'events'::text, 'holidays'::text, 'local_prisons'::text, 'review'::text])))
);

ALTER TABLE ONLY public.import FORCE ROW LEVEL SECURITY;

CREATE TABLE public.import_before (
    import_id bigint NOT NULL,
    person_id bigint NOT NULL,
    known boolean NOT NULL,
    person jsonb,
    releases jsonb,
    dates jsonb,
    consents jsonb,
    events bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    told jsonb
);

ALTER TABLE ONLY public.import_before FORCE ROW LEVEL SECURITY;

CREATE TABLE public.import_before_task (
    import_id bigint NOT NULL,
    task_id bigint NOT NULL,
    task jsonb,
    after_version integer,
    version integer
);

ALTER TABLE ONLY public.import_before_task FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.import_listing (
    import_id bigint NOT NULL,
    person_ids bigint[] NOT NULL
);
ALTER TABLE ONLY public.import_listing ALTER COLUMN person_ids SET COMPRESSION lz4;

ALTER TABLE ONLY public.import_listing FORCE ROW LEVEL SECURITY;

CREATE TABLE public.import_problem (
    id bigint NOT NULL,
    import_id bigint NOT NULL,
    kind text NOT NULL,
    line integer NOT NULL,
    column_name text DEFAULT ''::text NOT NULL,
    problem text NOT NULL,
    cells text[] DEFAULT '{}'::text[] NOT NULL,
    decided_at timestamp with time zone,
    decided_by text DEFAULT ''::text NOT NULL,
    decision text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    CONSTRAINT import_problem_decision_check CHECK ((decision = ANY (ARRAY[''::text, 'take'::text, 'leave'::text]))),
    CONSTRAINT import_problem_kind_check CHECK ((kind = ANY (ARRAY['rejected'::text, 'held'::text])))
);

ALTER TABLE ONLY public.import_problem FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_problem ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_problem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.import_upload (
    id bigint NOT NULL,
    ref text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    file_name text NOT NULL,
    bytes integer NOT NULL,
    as_of timestamp with time zone NOT NULL,
    content bytea,
    uploaded_by bigint NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    report jsonb,
    problem text DEFAULT ''::text NOT NULL,
    import_id bigint,
    decided_by bigint,
    decided_at timestamp with time zone,
    CONSTRAINT import_upload_check CHECK (((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'applying'::text])) OR (content IS NULL))),
    CONSTRAINT import_upload_check1 CHECK (((state <> 'applied'::text) OR (import_id IS NOT NULL))),
    CONSTRAINT import_upload_kind_check CHECK ((kind = ANY (ARRAY['releases'::text, 'services'::text, 'appointments'::text, 'holidays'::text, 'local_prisons'::text]))),
    CONSTRAINT import_upload_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'applying'::text, 'applied'::text, 'refused'::text, 'failed'::text, 'thrown_away'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.import_upload FORCE ROW LEVEL SECURITY;

ALTER TABLE public.import_upload ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbound_text (
    id bigint NOT NULL,
    provider_ref text NOT NULL,
    number text NOT NULL,
    person_id bigint,
    body text NOT NULL,
    meaning text NOT NULL,
    at timestamp with time zone NOT NULL,
    provider_blanked_at timestamp with time zone,
    blank_tries integer DEFAULT 0 NOT NULL,
    blank_next timestamp with time zone,
    CONSTRAINT inbound_text_meaning_check CHECK ((meaning = ANY (ARRAY['reply'::text, 'change'::text, 'stop'::text, 'start'::text, 'help'::text, 'wrong_number'::text, 'not_understood'::text])))
);

ALTER TABLE ONLY public.inbound_text FORCE ROW LEVEL SECURITY;

ALTER TABLE public.inbound_text ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbound_text_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.life_event (
    id bigint NOT NULL,
    external_id text,
    person_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    event text NOT NULL,
    prison text,
    legal_status text DEFAULT ''::text NOT NULL,
    area text,
    about text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    source text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    superseded_at timestamp with time zone,
    taken_back_by text DEFAULT ''::text NOT NULL,
    taken_back_why text DEFAULT ''::text NOT NULL,
    CONSTRAINT life_event_event_check CHECK ((event = ANY (ARRAY['received'::text, 'transferred'::text, 'court'::text, 'temporary_absence'::text, 'hospital'::text, 'released'::text, 'released_from_court'::text, 'released_in_error'::text, 'removed'::text, 'extradited'::text, 'immigration_centre'::text, 'other_jurisdiction'::text, 'escaped'::text, 'absconded'::text, 'failed_to_return'::text, 'left_unknown'::text, 'recalled'::text, 'died'::text, 'merged'::text, 'moved_area'::text, 'friday_scheme'::text, 'consent'::text, 'checked'::text, 'checked_against_licence'::text, 'yes_tell_them'::text, 'next_of_kin_told'::text, 'reason_written'::text, 'papers'::text])))
);

ALTER TABLE ONLY public.life_event FORCE ROW LEVEL SECURITY;

ALTER TABLE public.life_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.life_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.list_confirmation (
    id bigint NOT NULL,
    domain text NOT NULL,
    confirmed_by bigint NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    accounts integer NOT NULL,
    CONSTRAINT list_confirmation_accounts_check CHECK ((accounts >= 0)),
    CONSTRAINT list_confirmation_domain_check CHECK (((domain = lower(domain)) AND (domain <> ''::text)))
);

ALTER TABLE ONLY public.list_confirmation FORCE ROW LEVEL SECURITY;

ALTER TABLE public.list_confirmation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.list_confirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.list_confirmation_line (
    confirmation_id bigint NOT NULL,
    account_id bigint NOT NULL,
    answer text NOT NULL,
    CONSTRAINT list_confirmation_line_answer_check CHECK ((answer = ANY (ARRAY['stays'::text, 'left'::text])))
);

ALTER TABLE ONLY public.list_confirmation_line FORCE ROW LEVEL SECURITY;

CREATE TABLE public.local_prison (
    area text NOT NULL,
    prison text NOT NULL
);

ALTER TABLE ONLY public.local_prison FORCE ROW LEVEL SECURITY;

CREATE TABLE public.message (
    id bigint NOT NULL,
    ref text NOT NULL,
    channel text NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    recipient_name text DEFAULT ''::text NOT NULL,
    person_id bigint,
    release_id bigint,
    service_id bigint,
    dedupe_key text NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    deadline timestamp with time zone,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    settled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    provider_ref text DEFAULT ''::text NOT NULL,
    provider_code text DEFAULT ''::text NOT NULL,
    token text,
    import_id bigint,
    looks integer DEFAULT 0 NOT NULL,
    looked_at timestamp with time zone,
    provider_blanked_at timestamp with time zone,
    blank_tries integer DEFAULT 0 NOT NULL,
    blank_next timestamp with time zone,
    resend_of bigint,
    recipient_key text GENERATED ALWAYS AS (lower(recipient)) STORED NOT NULL,
    agreements bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    of_people boolean DEFAULT false NOT NULL,
    CONSTRAINT message_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'text'::text]))),
    CONSTRAINT message_check CHECK (((channel <> 'text'::text) OR (person_id IS NOT NULL) OR (kind = 'auto_reply'::text))),
    CONSTRAINT message_check1 CHECK (((state <> ALL (ARRAY['sent'::text, 'delivered'::text])) OR (sent_at IS NOT NULL))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'reminder'::text, 'escalation'::text, 'digest'::text, 'alert'::text, 'told'::text, 'appointment_reminder'::text, 'auto_reply'::text, 'calendar'::text, 'invitation'::text, 'unused_account'::text, 'audit_head'::text, 'lists_due'::text]))),
    CONSTRAINT message_recipient_check CHECK ((recipient <> ''::text)),
    CONSTRAINT message_state_check CHECK ((state = ANY (ARRAY['held'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text, 'not_sent'::text])))
);

ALTER TABLE ONLY public.message FORCE ROW LEVEL SECURITY;

CREATE TABLE public.message_area (
    message_id bigint NOT NULL,
    area text NOT NULL
);

ALTER TABLE ONLY public.message_area FORCE ROW LEVEL SECURITY;

CREATE TABLE public.message_event (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    event text NOT NULL,
    attempt integer,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT message_event_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT message_event_event_check CHECK ((event = ANY (ARRAY['tried'::text, 'arrived'::text, 'told_another_way'::text, 'sent_again'::text])))
);

ALTER TABLE ONLY public.message_event FORCE ROW LEVEL SECURITY;

ALTER TABLE public.message_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.message_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.message_item (
    message_id bigint NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    task_id bigint,
    release_id bigint,
    service_id bigint,
    appointment_id bigint,
    about_message bigint,
    version integer,
    from_day date,
    to_day date,
    count integer,
    dropped boolean DEFAULT false NOT NULL,
    absence_id bigint,
    agreement_id bigint,
    CONSTRAINT message_item_kind_check CHECK ((kind = ANY (ARRAY['task'::text, 'overdue'::text, 'to_clear'::text, 'new_date'::text, 'new_in_custody'::text, 'gate'::text, 'released'::text, 'unexpected_release'::text, 'declined'::text, 'no_capacity'::text, 'undelivered'::text, 'reply'::text, 'nobody_to_send_to'::text, 'consent_wanted'::text, 'need_unknown'::text, 'red'::text, 'not_answering'::text, 'date_passed'::text, 'waiting_too_long'::text, 'appointment'::text, 'no_address'::text, 'told_data'::text, 'moved'::text, 'withdrawn'::text, 'meeting_inside'::text, 'transferred'::text, 'at_large'::text, 'left_unknown'::text, 'removed'::text, 'died'::text, 'released_in_error'::text, 'hearing'::text, 'ask_prison'::text, 'not_confirmed'::text, 'gone'::text, 'no_news'::text, 'import_held'::text, 'first_weeks'::text, 'moved_area'::text, 'not_at_gate'::text, 'place_blocked'::text, 'called_off'::text, 'missed'::text, 'itinerary'::text, 'question'::text, 'answered'::text, 'not_died'::text, 'opened'::text, 'opening_asked'::text, 'agreement_ending'::text, 'agreement_ended'::text, 'paused'::text, 'resumed'::text])))
);

ALTER TABLE ONLY public.message_item FORCE ROW LEVEL SECURITY;

CREATE TABLE public.message_words (
    message_id bigint NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    html text DEFAULT ''::text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    blanked_at timestamp with time zone,
    calendar text DEFAULT ''::text NOT NULL,
    template text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.message_words FORCE ROW LEVEL SECURITY;

CREATE TABLE public.never_text (
    hash bytea NOT NULL,
    key_id text NOT NULL,
    added_on date NOT NULL,
    CONSTRAINT never_text_hash_check CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY public.never_text FORCE ROW LEVEL SECURITY;

CREATE TABLE public.note (
    id bigint NOT NULL,
    ref text NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    form_key text NOT NULL,
    replaces bigint,
    CONSTRAINT note_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT note_body_check CHECK ((body <> ''::text)),
    CONSTRAINT note_kind_check CHECK ((kind = ANY (ARRAY['fact'::text, 'opinion'::text, 'own_words'::text])))
);

ALTER TABLE ONLY public.note FORCE ROW LEVEL SECURITY;

ALTER TABLE public.note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE public.one_off_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.opening (
    id bigint NOT NULL,
    ref text NOT NULL,
    person_id bigint NOT NULL,
    release_id bigint NOT NULL,
    account_id bigint NOT NULL,
    reason text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    question text DEFAULT ''::text NOT NULL,
    asked_at timestamp with time zone,
    asked_by bigint,
    answer text DEFAULT ''::text NOT NULL,
    answered_at timestamp with time zone,
    finding text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by bigint,
    CONSTRAINT opening_check CHECK ((closes_at >= opened_at)),
    CONSTRAINT opening_check1 CHECK ((((asked_at IS NULL) = (question = ''::text)) AND ((asked_at IS NULL) = (asked_by IS NULL)))),
    CONSTRAINT opening_check2 CHECK ((((answered_at IS NULL) = (answer = ''::text)) AND ((answered_at IS NULL) OR (asked_at IS NOT NULL)))),
    CONSTRAINT opening_check3 CHECK ((((reviewed_at IS NULL) = (finding = ''::text)) AND ((reviewed_at IS NULL) = (reviewed_by IS NULL)))),
    CONSTRAINT opening_finding_check CHECK ((finding = ANY (ARRAY[''::text, 'in_order'::text, 'not_in_order'::text]))),
    CONSTRAINT opening_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.opening FORCE ROW LEVEL SECURITY;

ALTER TABLE public.opening ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.opening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.opt_out (
    number text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT opt_out_reason_check CHECK ((reason = ANY (ARRAY['stop'::text, 'wrong_number'::text, 'bad_number'::text, 'provider'::text])))
);

ALTER TABLE ONLY public.opt_out FORCE ROW LEVEL SECURITY;

CREATE TABLE public.person (
    id bigint NOT NULL,
    ref text NOT NULL,
    surname text NOT NULL,
    forenames text NOT NULL,
    date_of_birth date NOT NULL,
    sex text DEFAULT ''::text NOT NULL,
    pnc_id text DEFAULT ''::text NOT NULL,
    crn text DEFAULT ''::text NOT NULL,
    home_area text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    mobile_told text DEFAULT ''::text NOT NULL,
    mobile text DEFAULT ''::text NOT NULL,
    text_ok text DEFAULT 'unknown'::text NOT NULL,
    text_agreed_on date,
    text_agreed_number text DEFAULT ''::text NOT NULL,
    phone_shared text DEFAULT 'unknown'::text NOT NULL,
    iom text DEFAULT ''::text NOT NULL,
    flags text[] DEFAULT '{}'::text[] NOT NULL,
    needs_assessed boolean DEFAULT false NOT NULL,
    needs text[] DEFAULT '{}'::text[] NOT NULL,
    com_name text DEFAULT ''::text NOT NULL,
    com_email text DEFAULT ''::text NOT NULL,
    pom_name text DEFAULT ''::text NOT NULL,
    pom_email text DEFAULT ''::text NOT NULL,
    police_om_name text DEFAULT ''::text NOT NULL,
    police_om_email text DEFAULT ''::text NOT NULL,
    next_court_on date,
    told_notes text[] DEFAULT '{}'::text[] NOT NULL,
    first_stored_on date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    told_prison text DEFAULT ''::text NOT NULL,
    told_status text DEFAULT ''::text NOT NULL,
    told_legal_status text DEFAULT ''::text NOT NULL,
    told_received_on date,
    told_released_on date,
    told_movement text DEFAULT ''::text NOT NULL,
    told_home_area text DEFAULT ''::text NOT NULL,
    pom_gone_name text DEFAULT ''::text NOT NULL,
    pom_gone_email text DEFAULT ''::text NOT NULL,
    next_of_kin_told_at timestamp with time zone,
    merged_into bigint,
    needs_unknown text[] DEFAULT '{}'::text[] NOT NULL,
    com_key text GENERATED ALWAYS AS ("left"(md5(lower(com_email)), 12)) STORED NOT NULL,
    pom_key text GENERATED ALWAYS AS ("left"(md5(lower(pom_email)), 12)) STORED NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    CONSTRAINT person_forenames_check CHECK ((forenames <> ''::text)),
    CONSTRAINT person_iom_check CHECK ((iom = ANY (ARRAY[''::text, 'fixed'::text, 'flex'::text, 'free'::text]))),
    CONSTRAINT person_mobile_check CHECK (((mobile = ''::text) OR (mobile ~ '^\+[0-9]{7,15}$'::text))),
    CONSTRAINT person_phone_shared_check CHECK ((phone_shared = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT person_surname_check CHECK ((surname <> ''::text)),
    CONSTRAINT person_text_ok_check CHECK ((text_ok = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text])))
);

CREATE TABLE public.person_category (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    category text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    form_key text NOT NULL,
    CONSTRAINT person_category_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT person_category_category_check CHECK ((category = ANY (ARRAY['convicted'::text, 'charged'::text, 'no_offence'::text])))
);

ALTER TABLE ONLY public.person_category FORCE ROW LEVEL SECURITY;

ALTER TABLE public.person_category ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.person_edit (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    field text NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    CONSTRAINT person_edit_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT person_edit_field_check CHECK ((field <> ''::text))
);

ALTER TABLE ONLY public.person_edit FORCE ROW LEVEL SECURITY;

ALTER TABLE public.person_edit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_edit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.person_number (
    prison_number text NOT NULL,
    person_id bigint NOT NULL,
    is_current boolean DEFAULT true NOT NULL,
    CONSTRAINT person_number_prison_number_check CHECK ((prison_number ~ '^[A-Z][0-9]{4}[A-Z]{2}$'::text))
);

ALTER TABLE ONLY public.person_number FORCE ROW LEVEL SECURITY;

CREATE TABLE public.prison (
    code text NOT NULL,
    name text NOT NULL,
    bare_name text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    probation_region text DEFAULT ''::text NOT NULL,
    lat double precision,
    lon double precision,
    male_female text DEFAULT ''::text NOT NULL,
    open_conditions boolean DEFAULT false NOT NULL,
    CONSTRAINT prison_code_check CHECK ((code ~ '^[A-Z0-9]{3,4}$'::text))
);

ALTER TABLE ONLY public.prison FORCE ROW LEVEL SECURITY;

CREATE TABLE public.privacy_notice (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    given_on date NOT NULL,
    given_by text NOT NULL,
    language text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    form_key text NOT NULL,
    CONSTRAINT privacy_notice_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT privacy_notice_given_by_check CHECK ((given_by <> ''::text)),
    CONSTRAINT privacy_notice_language_check CHECK ((language <> ''::text))
);

ALTER TABLE ONLY public.privacy_notice FORCE ROW LEVEL SECURITY;

ALTER TABLE public.privacy_notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.privacy_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.queue_pause (
    queue text NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    paused_by bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT queue_pause_queue_check CHECK ((queue <> ''::text)),
    CONSTRAINT queue_pause_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.queue_pause FORCE ROW LEVEL SECURITY;

CREATE TABLE public.receipt (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    status text NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.receipt FORCE ROW LEVEL SECURITY;

ALTER TABLE public.receipt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.reference_file (
    name text NOT NULL,
    sha256 text NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    replaced_at timestamp with time zone
);

ALTER TABLE ONLY public.reference_file FORCE ROW LEVEL SECURITY;

CREATE TABLE public.release (
    id bigint NOT NULL,
    ref text NOT NULL,
    person_id bigint NOT NULL,
    episode integer NOT NULL,
    is_current boolean DEFAULT true NOT NULL,
    prison text NOT NULL,
    legal_status text NOT NULL,
    custody_status text NOT NULL,
    movement_reason text DEFAULT ''::text NOT NULL,
    custody_as_of timestamp with time zone NOT NULL,
    received_on date,
    received_day date NOT NULL,
    sentence_start date,
    out_of_area text NOT NULL,
    miles integer,
    watched boolean NOT NULL,
    state text NOT NULL,
    deciding_type text DEFAULT ''::text NOT NULL,
    statutory_date date,
    working_day date,
    friday_scheme_day date,
    planned_day date,
    supervised boolean DEFAULT false NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    explanation text DEFAULT ''::text NOT NULL,
    released_on date,
    release_learnt_at timestamp with time zone,
    decided_at timestamp with time zone NOT NULL,
    judged_on date NOT NULL,
    planned_for date,
    version integer DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone,
    opened_by text DEFAULT ''::text NOT NULL,
    place text DEFAULT 'held'::text NOT NULL,
    left_on date,
    left_by text DEFAULT ''::text NOT NULL,
    requests_at timestamp with time zone,
    withheld boolean DEFAULT false NOT NULL,
    scheme text DEFAULT ''::text NOT NULL,
    scheme_for date,
    scheme_reason text DEFAULT ''::text NOT NULL,
    scheme_at timestamp with time zone,
    scheme_by text DEFAULT ''::text NOT NULL,
    presumed boolean DEFAULT false NOT NULL,
    reason_written text DEFAULT ''::text NOT NULL,
    reason_for date,
    licence_checked_at timestamp with time zone,
    missing_since date,
    held_by bigint,
    papers text DEFAULT ''::text NOT NULL,
    papers_for date,
    undone_by bigint,
    home_area text NOT NULL,
    CONSTRAINT release_check CHECK (((state <> 'released'::text) OR (released_on IS NOT NULL))),
    CONSTRAINT release_custody_status_check CHECK ((custody_status = ANY (ARRAY['ACTIVE IN'::text, 'ACTIVE OUT'::text, 'INACTIVE OUT'::text, ''::text]))),
    CONSTRAINT release_episode_check CHECK ((episode > 0)),
    CONSTRAINT release_legal_status_check CHECK ((legal_status = ANY (ARRAY['SENTENCED'::text, 'RECALL'::text, 'REMAND'::text, 'CONVICTED_UNSENTENCED'::text, 'INDETERMINATE_SENTENCE'::text, 'IMMIGRATION_DETAINEE'::text, 'CIVIL_PRISONER'::text, 'DEAD'::text, 'UNKNOWN'::text]))),
    CONSTRAINT release_out_of_area_check CHECK ((out_of_area = ANY (ARRAY['yes'::text, 'no'::text, 'not_known'::text]))),
    CONSTRAINT release_papers_check CHECK ((papers = ANY (ARRAY[''::text, 'served'::text, 'not_served'::text]))),
    CONSTRAINT release_place_check CHECK ((place = ANY (ARRAY['held'::text, 'court'::text, 'absent'::text, 'hospital'::text, 'left_unknown'::text, 'at_large'::text, 'released'::text, 'removed'::text, 'died'::text]))),
    CONSTRAINT release_scheme_check CHECK ((scheme = ANY (ARRAY[''::text, 'applied'::text, 'refused'::text, 'one_day_more'::text]))),
    CONSTRAINT release_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'could_leave_any_day'::text, 'awaiting_parole'::text, 'recalled_no_date'::text, 'no_dates'::text, 'date_passed'::text, 'not_confirmed'::text, 'left_unknown'::text, 'at_large'::text, 'released'::text, 'removed'::text, 'died'::text, 'moved_away'::text])))
);

ALTER TABLE ONLY public.release FORCE ROW LEVEL SECURITY;

CREATE TABLE public.release_change (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    from_day date,
    to_day date,
    at timestamp with time zone NOT NULL,
    source text NOT NULL,
    notice_working_days integer,
    import_id bigint,
    unmet text[] DEFAULT '{}'::text[] NOT NULL,
    undone boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.release_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.release_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.release_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.release_date (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    type text NOT NULL,
    kind text NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    learnt_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    CONSTRAINT release_date_kind_check CHECK ((kind = ANY (ARRAY['calculated'::text, 'override'::text, 'approved'::text, 'confirmed'::text]))),
    CONSTRAINT release_date_type_check CHECK ((type = ANY (ARRAY['CRD'::text, 'ARD'::text, 'NPD'::text, 'PED'::text, 'APD'::text, 'HDCED'::text, 'HDCAD'::text, 'PRRD'::text, 'ETD'::text, 'MTD'::text, 'LTD'::text, 'TARIFF'::text, 'ERSED'::text, 'ROTL'::text, 'SED'::text, 'LED'::text, 'SLED'::text, 'TUSED'::text, 'CONFIRMED'::text])))
);

ALTER TABLE ONLY public.release_date FORCE ROW LEVEL SECURITY;

ALTER TABLE public.release_date ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.release_date_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.release_history (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    prison text NOT NULL,
    legal_status text NOT NULL,
    custody_status text NOT NULL,
    out_of_area text NOT NULL,
    miles integer,
    state text NOT NULL,
    deciding_type text NOT NULL,
    statutory_date date,
    working_day date,
    friday_scheme_day date,
    planned_day date,
    released_on date,
    reasons text[] NOT NULL,
    explanation text NOT NULL
);

ALTER TABLE ONLY public.release_history FORCE ROW LEVEL SECURITY;

ALTER TABLE public.release_history ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.release_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.release ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.release_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retention_hold (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    reason text NOT NULL,
    until_day date,
    placed_at timestamp with time zone NOT NULL,
    placed_by text NOT NULL,
    ended_at timestamp with time zone,
    ended_by text DEFAULT ''::text NOT NULL,
    ended_why text DEFAULT ''::text NOT NULL,
    CONSTRAINT retention_hold_check CHECK (((ended_at IS NULL) = (ended_by = ''::text))),
    CONSTRAINT retention_hold_placed_by_check CHECK ((placed_by <> ''::text)),
    CONSTRAINT retention_hold_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.retention_hold FORCE ROW LEVEL SECURITY;

ALTER TABLE public.retention_hold ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retention_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retention_night (
    day date NOT NULL,
    due integer NOT NULL,
    erased integer NOT NULL,
    outcome text NOT NULL,
    done_at timestamp with time zone NOT NULL,
    CONSTRAINT retention_night_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'not_confirmed'::text, 'too_many'::text])))
);

ALTER TABLE ONLY public.retention_night FORCE ROW LEVEL SECURITY;

CREATE TABLE public.retention_rule (
    id bigint NOT NULL,
    years integer NOT NULL,
    due integer NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    confirmed_by text NOT NULL,
    CONSTRAINT retention_rule_confirmed_by_check CHECK ((confirmed_by <> ''::text)),
    CONSTRAINT retention_rule_due_check CHECK ((due >= 0)),
    CONSTRAINT retention_rule_years_check CHECK (((years >= 1) AND (years <= 20)))
);

ALTER TABLE ONLY public.retention_rule FORCE ROW LEVEL SECURITY;

ALTER TABLE public.retention_rule ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retention_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.river_job (
    id bigint NOT NULL,
    state public.river_job_state DEFAULT 'available'::public.river_job_state NOT NULL,
    attempt smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT 25 NOT NULL,
    attempted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finalized_at timestamp with time zone,
    scheduled_at timestamp with time zone DEFAULT now() NOT NULL,
    priority smallint DEFAULT 1 NOT NULL,
    args jsonb NOT NULL,
    attempted_by text[],
    errors jsonb[],
    kind text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    queue text DEFAULT 'default'::text NOT NULL,
    tags character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL,
    unique_key bytea,
    unique_states bit(8),
    CONSTRAINT finalized_or_finalized_at_null CHECK ((((finalized_at IS NULL) AND (state <> ALL (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))) OR ((finalized_at IS NOT NULL) AND (state = ANY (ARRAY['cancelled'::public.river_job_state, 'completed'::public.river_job_state, 'discarded'::public.river_job_state]))))),
    CONSTRAINT kind_length CHECK (((char_length(kind) > 0) AND (char_length(kind) < 128))),
    CONSTRAINT max_attempts_is_positive CHECK ((max_attempts > 0)),
    CONSTRAINT priority_in_range CHECK (((priority >= 1) AND (priority <= 4))),
    CONSTRAINT queue_length CHECK (((char_length(queue) > 0) AND (char_length(queue) < 128)))
);

CREATE SEQUENCE public.river_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_job_id_seq OWNED BY public.river_job.id;

CREATE UNLOGGED TABLE public.river_leader (
    elected_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    leader_id text NOT NULL,
    name text DEFAULT 'default'::text NOT NULL,
    CONSTRAINT leader_id_length CHECK (((char_length(leader_id) > 0) AND (char_length(leader_id) < 128))),
    CONSTRAINT name_length CHECK ((name = 'default'::text))
);

CREATE TABLE public.river_migration (
    line text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT line_length CHECK (((char_length(line) > 0) AND (char_length(line) < 128))),
    CONSTRAINT version_gte_1 CHECK ((version >= 1))
);

CREATE TABLE public.river_notification (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT topic_length CHECK (((length(topic) > 0) AND (length(topic) < 128)))
);

CREATE SEQUENCE public.river_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.river_notification_id_seq OWNED BY public.river_notification.id;

CREATE TABLE public.river_queue (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    paused_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

CREATE TABLE public.sending_count (
    scope text NOT NULL,
    starts timestamp with time zone NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    turned_away integer DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.sending_count FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sending_home (
    one boolean DEFAULT true NOT NULL,
    server bigint NOT NULL,
    timeline integer NOT NULL,
    database bigint NOT NULL,
    own_table bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    restored_at timestamp with time zone,
    CONSTRAINT sending_home_one_check CHECK (one)
);

ALTER TABLE ONLY public.sending_home FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sending_switch (
    channel text NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    paused_at timestamp with time zone,
    paused_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT sending_switch_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'text'::text]))),
    CONSTRAINT sending_switch_check CHECK (((why = ''::text) = (paused_at IS NULL))),
    CONSTRAINT sending_switch_why_check CHECK ((why = ANY (ARRAY[''::text, 'person'::text, 'alarm'::text])))
);

ALTER TABLE ONLY public.sending_switch FORCE ROW LEVEL SECURITY;

CREATE TABLE public.service (
    id bigint NOT NULL,
    ref text NOT NULL,
    area text NOT NULL,
    area_kind text NOT NULL,
    service text NOT NULL,
    name text NOT NULL,
    spoc_name text DEFAULT ''::text NOT NULL,
    spoc_email text NOT NULL,
    deputy_name text DEFAULT ''::text NOT NULL,
    deputy_email text DEFAULT ''::text NOT NULL,
    manager_email text DEFAULT ''::text NOT NULL,
    commissioner_email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    out_of_hours text DEFAULT ''::text NOT NULL,
    opens text DEFAULT ''::text NOT NULL,
    closes text DEFAULT ''::text NOT NULL,
    place text DEFAULT ''::text NOT NULL,
    place_safe boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    first_watch_on date,
    not_answering_since date,
    manager_told_on date,
    calendar boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT service_area_kind_check CHECK ((area_kind = ANY (ARRAY['authority'::text, 'prison'::text, 'everywhere'::text]))),
    CONSTRAINT service_check CHECK (((area = '*'::text) = (area_kind = 'everywhere'::text))),
    CONSTRAINT service_closes_check CHECK ((closes ~ '^([0-2][0-9]:[0-5][0-9])?$'::text)),
    CONSTRAINT service_opens_check CHECK ((opens ~ '^([0-2][0-9]:[0-5][0-9])?$'::text)),
    CONSTRAINT service_spoc_email_check CHECK ((spoc_email <> ''::text))
);

ALTER TABLE ONLY public.service FORCE ROW LEVEL SECURITY;

ALTER TABLE public.service ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    epoch integer NOT NULL,
    data jsonb NOT NULL,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    proved_at timestamp with time zone
);

ALTER TABLE ONLY public.session FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sheet_handover (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    handed_on date NOT NULL,
    handed_by text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT sheet_handover_handed_by_check CHECK ((handed_by <> ''::text))
);

ALTER TABLE ONLY public.sheet_handover FORCE ROW LEVEL SECURITY;

ALTER TABLE public.sheet_handover ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.sheet_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sign_in_failure (
    kind text NOT NULL,
    key bytea NOT NULL,
    clear_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_failure_kind_check CHECK ((kind = ANY (ARRAY['pair'::text, 'account'::text, 'place'::text, 'ask'::text])))
);

ALTER TABLE ONLY public.sign_in_failure FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sign_in_half (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    epoch integer NOT NULL,
    stage text NOT NULL,
    replaces boolean NOT NULL,
    how text NOT NULL,
    secret bytea,
    began_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_half_check CHECK (((stage = 'set_up'::text) = (secret IS NOT NULL))),
    CONSTRAINT sign_in_half_how_check CHECK ((how <> ''::text)),
    CONSTRAINT sign_in_half_stage_check CHECK ((stage = ANY (ARRAY['code'::text, 'set_up'::text])))
);

ALTER TABLE ONLY public.sign_in_half FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sign_in_place (
    account_id bigint NOT NULL,
    place bytea NOT NULL,
    last_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.sign_in_place FORCE ROW LEVEL SECURITY;

CREATE TABLE public.standard (
    code text NOT NULL,
    "position" integer NOT NULL,
    pathway text NOT NULL,
    title text NOT NULL,
    mail_words text NOT NULL,
    service text NOT NULL,
    found_by text NOT NULL,
    anchor text NOT NULL,
    hand_off_offset integer NOT NULL,
    due_offset integer NOT NULL,
    due_day_kind text NOT NULL,
    latest_start integer,
    required boolean NOT NULL,
    after_release boolean NOT NULL,
    applies_when text[] NOT NULL,
    needs_first text[] NOT NULL,
    before_telling text[] NOT NULL,
    evidence text[] NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    edited_at timestamp with time zone,
    retired_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    release_id bigint,
    added_by text DEFAULT ''::text NOT NULL,
    form_key text,
    CONSTRAINT standard_anchor_check CHECK ((anchor = ANY (ARRAY['planned'::text, 'actual'::text, 'received'::text]))),
    CONSTRAINT standard_check CHECK (((release_id IS NULL) OR ((added_by <> ''::text) AND (form_key IS NOT NULL)))),
    CONSTRAINT standard_code_check CHECK ((code ~ '^[A-Z0-9]+(-[A-Z0-9]+)+$'::text)),
    CONSTRAINT standard_due_day_kind_check CHECK ((due_day_kind = ANY (ARRAY['calendar'::text, 'working'::text]))),
    CONSTRAINT standard_found_by_check CHECK ((found_by = ANY (ARRAY['area'::text, 'prison'::text, 'com'::text, 'unit'::text]))),
    CONSTRAINT standard_pathway_check CHECK ((pathway = ANY (ARRAY['accommodation'::text, 'benefits_and_work'::text, 'mental_health'::text, 'drugs_and_alcohol'::text, 'probation'::text, 'finance'::text, 'family'::text, 'transition'::text, 'first_days'::text, 'release_day'::text])))
);

ALTER TABLE ONLY public.standard FORCE ROW LEVEL SECURITY;

CREATE TABLE public.subject_request (
    id bigint NOT NULL,
    ref text NOT NULL,
    person_id bigint NOT NULL,
    release_id bigint NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    received_on date NOT NULL,
    due_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by bigint NOT NULL,
    extended_to date,
    extended_why text DEFAULT ''::text NOT NULL,
    extended_at timestamp with time zone,
    extended_by bigint,
    draft jsonb,
    drafted_at timestamp with time zone,
    drafted_by bigint,
    given_at timestamp with time zone,
    given_by bigint,
    closed_at timestamp with time zone,
    closed_by bigint,
    closed_why text DEFAULT ''::text NOT NULL,
    CONSTRAINT subject_request_check CHECK ((due_on > received_on)),
    CONSTRAINT subject_request_check1 CHECK ((extended_to > due_on)),
    CONSTRAINT subject_request_check2 CHECK ((((extended_at IS NULL) = (extended_to IS NULL)) AND ((extended_at IS NULL) = (extended_by IS NULL)) AND ((extended_at IS NULL) = (extended_why = ''::text)))),
    CONSTRAINT subject_request_check3 CHECK ((((drafted_at IS NULL) = (drafted_by IS NULL)) AND ((draft IS NULL) OR (drafted_at IS NOT NULL)))),
    CONSTRAINT subject_request_check4 CHECK ((((given_at IS NULL) = (given_by IS NULL)) AND ((given_at IS NULL) OR (drafted_at IS NOT NULL)))),
    CONSTRAINT subject_request_check5 CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = (closed_why = ''::text)))),
    CONSTRAINT subject_request_check6 CHECK (((given_at IS NULL) OR (closed_at IS NULL)))
);

ALTER TABLE ONLY public.subject_request FORCE ROW LEVEL SECURITY;

ALTER TABLE public.subject_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subject_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subject_withheld (
    id bigint NOT NULL,
    ref text NOT NULL,
    request_id bigint NOT NULL,
    part text NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    reason text NOT NULL,
    why text NOT NULL,
    may_tell boolean NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    marked_by bigint NOT NULL,
    agreed boolean,
    read_at timestamp with time zone,
    read_by bigint,
    ended_at timestamp with time zone,
    ended_by bigint,
    CONSTRAINT subject_withheld_check CHECK ((read_by <> marked_by)),
    CONSTRAINT subject_withheld_check1 CHECK ((((agreed IS NULL) = (read_at IS NULL)) AND ((agreed IS NULL) = (read_by IS NULL)))),
    CONSTRAINT subject_withheld_check2 CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT subject_withheld_part_check CHECK ((part <> ''::text)),
    CONSTRAINT subject_withheld_reason_check CHECK ((reason = ANY (ARRAY['inquiry'::text, 'crime'::text, 'public_security'::text, 'national_security'::text, 'rights_of_others'::text, 'legal_privilege'::text]))),
    CONSTRAINT subject_withheld_why_check CHECK ((why <> ''::text))
);

ALTER TABLE ONLY public.subject_withheld FORCE ROW LEVEL SECURITY;

ALTER TABLE public.subject_withheld ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subject_withheld_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.take_back (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    why text NOT NULL,
    decision text DEFAULT ''::text NOT NULL,
    decided_by text DEFAULT ''::text NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT take_back_asked_by_check CHECK ((asked_by <> ''::text)),
    CONSTRAINT take_back_check CHECK (((decision = ''::text) = (decided_at IS NULL))),
    CONSTRAINT take_back_check1 CHECK (((decision <> 'agreed'::text) OR (decided_by <> asked_by))),
    CONSTRAINT take_back_decision_check CHECK ((decision = ANY (ARRAY[''::text, 'agreed'::text, 'refused'::text, 'withdrawn'::text]))),
    CONSTRAINT take_back_why_check CHECK ((why <> ''::text))
);

ALTER TABLE ONLY public.take_back FORCE ROW LEVEL SECURITY;

ALTER TABLE public.take_back ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.take_back_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.task (
    id bigint NOT NULL,
    ref text NOT NULL,
    release_id bigint NOT NULL,
    standard text NOT NULL,
    state text NOT NULL,
    hand_off_on date,
    due_on date,
    usual_due_on date,
    latest_start_on date,
    waiting_for text[] DEFAULT '{}'::text[] NOT NULL,
    nobody boolean DEFAULT false NOT NULL,
    waiting_since date,
    short_notice boolean DEFAULT false NOT NULL,
    first_load boolean DEFAULT false NOT NULL,
    service_id bigint,
    contact_name text DEFAULT ''::text NOT NULL,
    contact_email text DEFAULT ''::text NOT NULL,
    contact_note text DEFAULT ''::text NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planned_by text NOT NULL,
    handed_off_at timestamp with time zone,
    handed_off_on date,
    acknowledge_by timestamp with time zone,
    acknowledged_at timestamp with time zone,
    accepted_at timestamp with time zone,
    done_at timestamp with time zone,
    full_until date,
    reason text DEFAULT ''::text NOT NULL,
    evidence text[] DEFAULT '{}'::text[] NOT NULL,
    housing_authority text,
    om_cleared_at timestamp with time zone,
    om_released_at timestamp with time zone,
    rung smallint DEFAULT 0 NOT NULL,
    rung_at timestamp with time zone,
    next_rung_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    told_day date,
    told_or date,
    told_due date,
    asked_where text DEFAULT ''::text NOT NULL,
    done_before date,
    review boolean DEFAULT false NOT NULL,
    home_area text NOT NULL,
    stopped_at timestamp with time zone,
    CONSTRAINT task_check CHECK (((state = ANY (ARRAY['planned'::text, 'too_late'::text, 'withdrawn'::text, 'not_eligible'::text, 'not_wanted'::text, 'done'::text])) OR (handed_off_at IS NOT NULL))),
    CONSTRAINT task_rung_check CHECK (((rung >= 0) AND (rung <= 3))),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'done'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text, 'not_wanted'::text, 'not_eligible'::text, 'too_late'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.task FORCE ROW LEVEL SECURITY;

CREATE TABLE public.task_event (
    id bigint NOT NULL,
    task_id bigint NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    sent_to text DEFAULT ''::text NOT NULL,
    due_on date,
    CONSTRAINT task_event_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT task_event_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'done'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text, 'not_wanted'::text, 'not_eligible'::text, 'too_late'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.task_event FORCE ROW LEVEL SECURITY;

ALTER TABLE public.task_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.task_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.task ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.task_question (
    id bigint NOT NULL,
    ref text NOT NULL,
    task_id bigint NOT NULL,
    question text NOT NULL,
    asked_by bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer text DEFAULT ''::text NOT NULL,
    answered_by bigint,
    answered_at timestamp with time zone,
    CONSTRAINT task_question_check CHECK ((((answered_at IS NULL) = (answer = ''::text)) AND ((answered_at IS NULL) = (answered_by IS NULL)))),
    CONSTRAINT task_question_question_check CHECK ((question <> ''::text))
);

ALTER TABLE ONLY public.task_question FORCE ROW LEVEL SECURITY;

ALTER TABLE public.task_question ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.task_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.text_phrase (
    id bigint NOT NULL,
    kind text NOT NULL,
    phrase text NOT NULL,
    folded text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by bigint NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint,
    CONSTRAINT text_phrase_kind_check CHECK ((kind = ANY (ARRAY['own'::text, 'cleared'::text]))),
    CONSTRAINT text_phrase_phrase_check CHECK ((phrase <> ''::text))
);

ALTER TABLE ONLY public.text_phrase FORCE ROW LEVEL SECURITY;

ALTER TABLE public.text_phrase ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.text_phrase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.unit_change (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    kind text NOT NULL,
    object text NOT NULL,
    version integer NOT NULL,
    field text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    CONSTRAINT unit_change_actor_check CHECK ((actor <> ''::text)),
    CONSTRAINT unit_change_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'standard'::text, 'local_prisons'::text, 'settings'::text, 'agreement'::text])))
);

ALTER TABLE ONLY public.unit_change FORCE ROW LEVEL SECURITY;

ALTER TABLE public.unit_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.unit_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.unit_setting (
    name text NOT NULL,
    value integer NOT NULL,
    CONSTRAINT unit_setting_name_check CHECK ((name = ANY (ARRAY['answer_at'::text, 'answer_days'::text, 'answer_days_near'::text, 'near_days'::text, 'first_load_days'::text, 'rung_days'::text, 'not_answering_count'::text, 'not_answering_days'::text, 'services_from'::text, 'services_to'::text])))
);

ALTER TABLE ONLY public.unit_setting FORCE ROW LEVEL SECURITY;

CREATE TABLE public.watch_day (
    day date NOT NULL,
    by_hand boolean NOT NULL,
    covered_by date,
    started_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone NOT NULL,
    planned integer NOT NULL,
    handed_off integer NOT NULL,
    reminded integer NOT NULL,
    escalated integer NOT NULL,
    digests integer NOT NULL,
    alerts integer NOT NULL,
    messages_queued integer NOT NULL
);

ALTER TABLE ONLY public.watch_day FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_delivery (
    id bigint NOT NULL,
    event_id text DEFAULT ('msg_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)) NOT NULL,
    target text NOT NULL,
    kind text NOT NULL,
    task_id bigint,
    release_id bigint,
    history_id bigint,
    at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    asked_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    tried_at timestamp with time zone,
    failure text DEFAULT ''::text NOT NULL,
    status integer,
    said text DEFAULT ''::text NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT webhook_delivery_check CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
    CONSTRAINT webhook_delivery_kind_check CHECK ((kind = ANY (ARRAY['task.changed'::text, 'date.changed'::text, 'test'::text]))),
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'nothing_to_say'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.webhook_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_delivery ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_target (
    id text NOT NULL,
    events text[] NOT NULL,
    areas text[] NOT NULL,
    services text[] NOT NULL,
    listed boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    off_at timestamp with time zone,
    delivered_at timestamp with time zone,
    failed_at timestamp with time zone,
    failing_since timestamp with time zone,
    failure text DEFAULT ''::text NOT NULL,
    failure_status integer,
    CONSTRAINT webhook_target_id_check CHECK ((id ~ '^[a-z0-9]{1,20}$'::text))
);

ALTER TABLE ONLY public.webhook_target FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.river_job ALTER COLUMN id SET DEFAULT nextval('public.river_job_id_seq'::regclass);

ALTER TABLE ONLY public.river_notification ALTER COLUMN id SET DEFAULT nextval('public.river_notification_id_seq'::regclass);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT access_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT access_request_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.account_area
    ADD CONSTRAINT account_area_pkey PRIMARY KEY (account_id, area);

ALTER TABLE ONLY public.account_choice
    ADD CONSTRAINT account_choice_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.account_passphrase
    ADD CONSTRAINT account_passphrase_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_recovery_code
    ADD CONSTRAINT account_recovery_code_pkey PRIMARY KEY (account_id, hash);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.account_second_factor
    ADD CONSTRAINT account_second_factor_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.account_service
    ADD CONSTRAINT account_service_pkey PRIMARY KEY (account_id, service);

ALTER TABLE ONLY public.agreement_partner
    ADD CONSTRAINT agreement_partner_pkey PRIMARY KEY (agreement_id, service, area);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_pkey PRIMARY KEY (token_id, key_hash);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.appointment_event
    ADD CONSTRAINT appointment_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_external_id_key UNIQUE (external_id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_check
    ADD CONSTRAINT audit_check_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_audit_id_key UNIQUE (audit_id);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.authority
    ADD CONSTRAINT authority_pkey PRIMARY KEY (gss_code);

ALTER TABLE ONLY public.bank_holiday
    ADD CONSTRAINT bank_holiday_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.board_search
    ADD CONSTRAINT board_search_account_id_words_key UNIQUE (account_id, words);

ALTER TABLE ONLY public.board_search
    ADD CONSTRAINT board_search_pkey PRIMARY KEY (ref);

ALTER TABLE ONLY public.board_view
    ADD CONSTRAINT board_view_pkey PRIMARY KEY (account_id, name);

ALTER TABLE ONLY public.bounce_mark
    ADD CONSTRAINT bounce_mark_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.clock_mark
    ADD CONSTRAINT clock_mark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erased_number
    ADD CONSTRAINT erased_number_pkey PRIMARY KEY (hash, erasure_id);

ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT erasure_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erasure_request
    ADD CONSTRAINT erasure_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erasure_request
    ADD CONSTRAINT erasure_request_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_pkey PRIMARY KEY (person_id, source);

ALTER TABLE ONLY public.figure_kept
    ADD CONSTRAINT figure_kept_pkey PRIMARY KEY (home_area, monday, what, service, value);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_before
    ADD CONSTRAINT import_before_pkey PRIMARY KEY (import_id, person_id);

ALTER TABLE ONLY public.import_before_task
    ADD CONSTRAINT import_before_task_pkey PRIMARY KEY (import_id, task_id);

ALTER TABLE ONLY public.import_listing
    ADD CONSTRAINT import_listing_pkey PRIMARY KEY (import_id);

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.inbound_text
    ADD CONSTRAINT inbound_text_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_text
    ADD CONSTRAINT inbound_text_provider_ref_key UNIQUE (provider_ref);

ALTER TABLE ONLY public.life_event
    ADD CONSTRAINT life_event_external_id_key UNIQUE (external_id);

ALTER TABLE ONLY public.life_event
    ADD CONSTRAINT life_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.list_confirmation_line
    ADD CONSTRAINT list_confirmation_line_pkey PRIMARY KEY (confirmation_id, account_id);

ALTER TABLE ONLY public.list_confirmation
    ADD CONSTRAINT list_confirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.local_prison
    ADD CONSTRAINT local_prison_pkey PRIMARY KEY (area, prison);

ALTER TABLE ONLY public.message_area
    ADD CONSTRAINT message_area_pkey PRIMARY KEY (message_id, area);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.message_event
    ADD CONSTRAINT message_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_pkey PRIMARY KEY (message_id, "position");

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_resend_of_key UNIQUE (resend_of);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_token_key UNIQUE (token);

ALTER TABLE ONLY public.message_words
    ADD CONSTRAINT message_words_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY public.never_text
    ADD CONSTRAINT never_text_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_form_key_key UNIQUE (form_key);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_replaces_key UNIQUE (replaces);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.opt_out
    ADD CONSTRAINT opt_out_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.person_category
    ADD CONSTRAINT person_category_form_key_key UNIQUE (form_key);

ALTER TABLE ONLY public.person_category
    ADD CONSTRAINT person_category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person_edit
    ADD CONSTRAINT person_edit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person_number
    ADD CONSTRAINT person_number_pkey PRIMARY KEY (prison_number);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.prison
    ADD CONSTRAINT prison_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.privacy_notice
    ADD CONSTRAINT privacy_notice_form_key_key UNIQUE (form_key);

ALTER TABLE ONLY public.privacy_notice
    ADD CONSTRAINT privacy_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.queue_pause
    ADD CONSTRAINT queue_pause_pkey PRIMARY KEY (queue);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_message_id_status_code_key UNIQUE (message_id, status, code);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reference_file
    ADD CONSTRAINT reference_file_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.release_change
    ADD CONSTRAINT release_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.release_date
    ADD CONSTRAINT release_date_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.release_history
    ADD CONSTRAINT release_history_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_person_id_episode_key UNIQUE (person_id, episode) DEFERRABLE;

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.retention_hold
    ADD CONSTRAINT retention_hold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.retention_night
    ADD CONSTRAINT retention_night_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_job
    ADD CONSTRAINT river_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_leader
    ADD CONSTRAINT river_leader_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.river_migration
    ADD CONSTRAINT river_migration_pkey1 PRIMARY KEY (line, version);

ALTER TABLE ONLY public.river_notification
    ADD CONSTRAINT river_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.river_queue
    ADD CONSTRAINT river_queue_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.sending_count
    ADD CONSTRAINT sending_count_pkey PRIMARY KEY (scope, starts);

ALTER TABLE ONLY public.sending_home
    ADD CONSTRAINT sending_home_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.sending_switch
    ADD CONSTRAINT sending_switch_pkey PRIMARY KEY (channel);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_area_service_key UNIQUE (area, service);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sheet_handover
    ADD CONSTRAINT sheet_handover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_in_failure
    ADD CONSTRAINT sign_in_failure_pkey PRIMARY KEY (kind, key);

ALTER TABLE ONLY public.sign_in_half
    ADD CONSTRAINT sign_in_half_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sign_in_place
    ADD CONSTRAINT sign_in_place_pkey PRIMARY KEY (account_id, place);

ALTER TABLE ONLY public.standard
    ADD CONSTRAINT standard_form_key_key UNIQUE (form_key);

ALTER TABLE ONLY public.standard
    ADD CONSTRAINT standard_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.take_back
    ADD CONSTRAINT take_back_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task_event
    ADD CONSTRAINT task_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task_question
    ADD CONSTRAINT task_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task_question
    ADD CONSTRAINT task_question_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_release_id_standard_key UNIQUE (release_id, standard) DEFERRABLE;

ALTER TABLE ONLY public.text_phrase
    ADD CONSTRAINT text_phrase_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.unit_change
    ADD CONSTRAINT unit_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.unit_setting
    ADD CONSTRAINT unit_setting_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.watch_day
    ADD CONSTRAINT watch_day_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_target
    ADD CONSTRAINT webhook_target_pkey PRIMARY KEY (id);

CREATE INDEX absence_account ON public.absence USING btree (account_id, from_day);

CREATE INDEX absence_in_force ON public.absence USING btree (to_day) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX access_request_open ON public.access_request USING btree (lower(email)) WHERE (decided_at IS NULL);

CREATE INDEX account_area_area ON public.account_area USING btree (area);

CREATE UNIQUE INDEX account_email_key ON public.account USING btree (lower(email));

CREATE INDEX account_link_account ON public.account_link USING btree (account_id);

CREATE INDEX api_answer_at ON public.api_answer USING btree (account_id, at);

CREATE INDEX api_token_account ON public.api_token USING btree (account_id);

CREATE INDEX appointment_event_appointment ON public.appointment_event USING btree (appointment_id, version);

CREATE INDEX appointment_event_missed ON public.appointment_event USING btree (at) WHERE (state = 'missed'::text);

CREATE INDEX appointment_person ON public.appointment USING btree (person_id, starts_at);

CREATE INDEX appointment_release ON public.appointment USING btree (release_id);

CREATE INDEX appointment_told_start ON public.appointment USING btree (person_id, service, told_start) WHERE ((external_id IS NULL) AND (told_start IS NOT NULL));

CREATE UNIQUE INDEX appointment_without_id ON public.appointment USING btree (person_id, service, starts_at) WHERE (external_id IS NULL);

CREATE INDEX attention_inbound ON public.attention USING btree (inbound_id) WHERE (inbound_id IS NOT NULL);

CREATE INDEX attention_list ON public.attention USING btree (role, due_on, id) WHERE (closed_at IS NULL);

CREATE INDEX attention_message ON public.attention USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE UNIQUE INDEX attention_open ON public.attention USING btree (kind, about_key) WHERE (closed_at IS NULL);

CREATE INDEX attention_person ON public.attention USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX attention_release ON public.attention USING btree (release_id) WHERE ((release_id IS NOT NULL) AND (closed_at IS NULL));

CREATE INDEX attention_release_all ON public.attention USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE INDEX attention_task ON public.attention USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE INDEX audit_actor ON public.audit USING btree (actor, at);

CREATE INDEX audit_at ON public.audit USING btree (at);

CREATE INDEX audit_object ON public.audit USING btree (object_kind, object_id);

CREATE INDEX audit_people ON public.audit USING gin (people) WHERE (people IS NOT NULL);

CREATE UNIQUE INDEX consent_in_force ON public.consent USING btree (person_id, kind) WHERE (withdrawn_at IS NULL);

CREATE INDEX consent_person ON public.consent USING btree (person_id, id);

CREATE INDEX erased_number_at ON public.erased_number USING btree (erased_at);

CREATE INDEX erasure_refs ON public.erasure USING gin (refs);

CREATE UNIQUE INDEX erasure_request_open ON public.erasure_request USING btree (person_id) WHERE (decision = ANY (ARRAY[''::text, 'agreed'::text]));

CREATE INDEX erasure_request_person ON public.erasure_request USING btree (person_id);

CREATE INDEX extract_row_import ON public.extract_row USING btree (import_id);

CREATE INDEX import_before_person ON public.import_before USING btree (person_id);

CREATE INDEX import_before_task_task ON public.import_before_task USING btree (task_id);

CREATE INDEX import_kind_source ON public.import USING btree (kind, source, as_of);

CREATE INDEX import_problem_held ON public.import_problem USING btree ((cells[1])) WHERE (kind = 'held'::text);

CREATE INDEX import_problem_import ON public.import_problem USING btree (import_id);

CREATE INDEX import_upload_content ON public.import_upload USING btree (uploaded_at) WHERE (content IS NOT NULL);

CREATE INDEX import_upload_import ON public.import_upload USING btree (import_id);

CREATE INDEX import_upload_state ON public.import_upload USING btree (state, uploaded_at);

CREATE INDEX inbound_text_number ON public.inbound_text USING btree (number, at);

CREATE INDEX inbound_text_person ON public.inbound_text USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX inbound_text_to_blank ON public.inbound_text USING btree (at) WHERE (provider_blanked_at IS NULL);

CREATE INDEX life_event_of_import ON public.life_event USING btree (source) WHERE (external_id IS NULL);

CREATE INDEX life_event_person ON public.life_event USING btree (person_id, at);

CREATE INDEX list_confirmation_domain ON public.list_confirmation USING btree (domain, confirmed_at DESC);

CREATE INDEX message_area_newest ON public.message_area USING btree (area, message_id);

CREATE INDEX message_at_provider ON public.message USING btree (sent_at) WHERE ((channel = 'text'::text) AND (provider_ref <> ''::text) AND (provider_blanked_at IS NULL) AND (state = ANY (ARRAY['sent'::text, 'delivered'::text, 'failed'::text])));

CREATE INDEX message_email_to ON public.message USING btree (recipient_key, queued_at) WHERE (channel = 'email'::text);

CREATE INDEX message_event_message ON public.message_event USING btree (message_id, id);

CREATE INDEX message_import ON public.message USING btree (import_id) WHERE (import_id IS NOT NULL);

CREATE INDEX message_in_flight ON public.message USING btree (claimed_at) WHERE (state = 'sending'::text);

CREATE INDEX message_item_about ON public.message_item USING btree (about_message) WHERE (about_message IS NOT NULL);

CREATE INDEX message_item_appointment ON public.message_item USING btree (appointment_id) WHERE (appointment_id IS NOT NULL);

CREATE INDEX message_item_once ON public.message_item USING btree (release_id, kind) WHERE (kind = ANY (ARRAY['ask_prison'::text, 'date_passed'::text, 'not_confirmed'::text, 'left_unknown'::text, 'gone'::text, 'hearing'::text, 'need_unknown'::text, 'new_in_custody'::text, 'told_data'::text, 'released'::text, 'removed'::text, 'moved_area'::text, 'first_weeks'::text, 'missed'::text]));

CREATE INDEX message_item_release ON public.message_item USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE INDEX message_item_task ON public.message_item USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE INDEX message_of_nobody ON public.message USING btree (id) WHERE ((NOT of_people) AND (person_id IS NULL) AND (release_id IS NULL));

CREATE INDEX message_person ON public.message USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX message_provider_ref ON public.message USING btree (provider_ref) WHERE (provider_ref <> ''::text);

CREATE INDEX message_release ON public.message USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE INDEX message_state ON public.message USING btree (state, id);

CREATE INDEX message_text_sent ON public.message USING btree (sent_at) WHERE (channel = 'text'::text);

CREATE INDEX message_told_waiting ON public.message USING btree (id) WHERE ((kind = 'told'::text) AND (state = ANY (ARRAY['queued'::text, 'held'::text])));

CREATE INDEX message_waiting ON public.message USING btree (not_before) WHERE (state = ANY (ARRAY['queued'::text, 'held'::text]));

CREATE INDEX message_words_kept ON public.message_words USING btree (written_at) WHERE (blanked_at IS NULL);

CREATE INDEX note_person ON public.note USING btree (person_id, id);

CREATE INDEX opening_account_person ON public.opening USING btree (account_id, person_id, closes_at);

CREATE INDEX opening_opened_at ON public.opening USING btree (opened_at);

CREATE INDEX opening_person ON public.opening USING btree (person_id);

CREATE INDEX opening_release ON public.opening USING btree (release_id);

CREATE INDEX opening_to_review ON public.opening USING btree (opened_at) WHERE (reviewed_at IS NULL);

CREATE INDEX person_category_person ON public.person_category USING btree (person_id, id DESC);

CREATE INDEX person_com_key ON public.person USING btree (com_key) INCLUDE (com_name, id, home_area) WHERE (com_email <> ''::text);

CREATE INDEX person_created_at ON public.person USING btree (created_at);

CREATE INDEX person_edit_person ON public.person_edit USING btree (person_id, id);

CREATE INDEX person_found ON public.person USING gin (public.person_words(surname, forenames, crn, pnc_id));

CREATE INDEX person_hearing ON public.person USING btree (next_court_on) INCLUDE (id, home_area) WHERE (next_court_on IS NOT NULL);

CREATE INDEX person_home_area ON public.person USING btree (home_area) INCLUDE (id, com_key, com_name, pom_key, pom_name);

CREATE INDEX person_iom ON public.person USING btree (id) WHERE (iom <> ''::text);

CREATE INDEX person_mappa ON public.person USING btree (home_area, id) INCLUDE (flags) WHERE (('mappa1'::text = ANY (flags)) OR ('mappa2'::text = ANY (flags)) OR ('mappa3'::text = ANY (flags)));

CREATE INDEX person_merged_into ON public.person USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX person_mobile ON public.person USING btree (mobile) WHERE (mobile <> ''::text);

CREATE INDEX person_need_unknown ON public.person USING btree (id) WHERE ((NOT needs_assessed) OR (needs_unknown <> '{}'::text[]));

CREATE UNIQUE INDEX person_number_current ON public.person_number USING btree (person_id) WHERE is_current;

CREATE INDEX person_number_person ON public.person_number USING btree (person_id);

CREATE INDEX person_pom_key ON public.person USING btree (pom_key) INCLUDE (pom_name, id, home_area) WHERE (pom_email <> ''::text);

CREATE INDEX person_restricted ON public.person USING btree (home_area, id) WHERE ('restricted'::text = ANY (flags));

CREATE INDEX person_told_notes ON public.person USING btree (id) WHERE (told_notes <> '{}'::text[]);

CREATE INDEX person_told_to_leave ON public.person USING btree (told_released_on) WHERE (told_released_on IS NOT NULL);

CREATE INDEX privacy_notice_person ON public.privacy_notice USING btree (person_id, given_on DESC);

CREATE INDEX release_area ON public.release USING btree (home_area, state, planned_day) INCLUDE (id, person_id, miles, prison, watched) WHERE is_current;

CREATE INDEX release_change_at ON public.release_change USING brin (at);

CREATE INDEX release_change_import ON public.release_change USING btree (import_id) WHERE (import_id IS NOT NULL);

CREATE INDEX release_change_moved ON public.release_change USING btree (at) WHERE (from_day IS NOT NULL);

CREATE INDEX release_change_release ON public.release_change USING btree (release_id);

CREATE UNIQUE INDEX release_current ON public.release USING btree (person_id) INCLUDE (id, home_area, state) WHERE is_current;

CREATE INDEX release_date_ersed ON public.release_date USING btree (release_id, day) WHERE ((type = 'ERSED'::text) AND (superseded_at IS NULL));

CREATE UNIQUE INDEX release_date_in_force ON public.release_date USING btree (release_id, type, kind) WHERE (superseded_at IS NULL);

CREATE INDEX release_date_release ON public.release_date USING btree (release_id);

CREATE INDEX release_held_by ON public.release USING btree (held_by) WHERE (held_by IS NOT NULL);

CREATE INDEX release_history_at ON public.release_history USING brin (at);

CREATE INDEX release_history_release ON public.release_history USING btree (release_id, at);

CREATE INDEX release_missing ON public.release USING btree (missing_since) WHERE (is_current AND (missing_since IS NOT NULL));

CREATE INDEX release_not_away ON public.release USING btree (person_id) INCLUDE (id, watched, out_of_area) WHERE (is_current AND ((NOT watched) OR (out_of_area = 'no'::text)));

CREATE INDEX release_not_entered ON public.release USING btree (planned_day) WHERE (is_current AND (planned_for IS NULL));

CREATE INDEX release_not_planned ON public.release USING btree (state) WHERE (is_current AND (state <> 'planned'::text));

CREATE INDEX release_over ON public.release USING btree (id) INCLUDE (home_area) WHERE (NOT is_current);

CREATE INDEX release_planned_day ON public.release USING btree (planned_day) WHERE is_current;

CREATE INDEX release_prison ON public.release USING btree (prison, state, planned_day) INCLUDE (id, home_area, person_id) WHERE is_current;

CREATE INDEX release_received ON public.release USING btree (received_day) WHERE is_current;

CREATE INDEX release_released_in ON public.release USING btree (released_on) WHERE (state = 'released'::text);

CREATE INDEX release_released_on ON public.release USING btree (released_on) WHERE is_current;

CREATE INDEX release_requests_at ON public.release USING btree (requests_at) WHERE (requests_at IS NOT NULL);

CREATE INDEX release_returned ON public.release USING btree (opened_at) WHERE (episode > 1);

CREATE INDEX release_stale_date ON public.release USING btree (id) WHERE (is_current AND ('stale_date'::text = ANY (reasons)));

CREATE INDEX release_standing ON public.release USING btree (id) INCLUDE (home_area, person_id, watched, state) WHERE is_current;

CREATE INDEX release_state_day ON public.release USING btree (state, planned_day) INCLUDE (id, home_area, person_id, miles) WHERE is_current;

CREATE INDEX release_undone_by ON public.release USING btree (undone_by) WHERE (undone_by IS NOT NULL);

CREATE INDEX retention_hold_person ON public.retention_hold USING btree (person_id);

CREATE INDEX river_job_args_index ON public.river_job USING gin (args);

CREATE INDEX river_job_kind ON public.river_job USING btree (kind);

CREATE INDEX river_job_metadata_index ON public.river_job USING gin (metadata);

CREATE INDEX river_job_prioritized_fetching_index ON public.river_job USING btree (state, queue, priority, scheduled_at, id);

CREATE INDEX river_job_state_and_finalized_at_index ON public.river_job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL);

CREATE UNIQUE INDEX river_job_unique_idx ON public.river_job USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (unique_states IS NOT NULL) AND public.river_job_state_in_bitmask(unique_states, state));

CREATE INDEX river_notification_created_at_idx ON public.river_notification USING btree (created_at);

CREATE INDEX river_notification_topic_id_idx ON public.river_notification USING btree (topic, id);

CREATE INDEX session_account ON public.session USING btree (account_id);

CREATE INDEX session_seen ON public.session USING btree (seen_at);

CREATE INDEX sheet_handover_release ON public.sheet_handover USING btree (release_id);

CREATE INDEX sign_in_failure_clear ON public.sign_in_failure USING btree (clear_at);

CREATE INDEX sign_in_half_account ON public.sign_in_half USING btree (account_id);

CREATE INDEX sign_in_half_began ON public.sign_in_half USING btree (began_at);

CREATE INDEX sign_in_place_last ON public.sign_in_place USING btree (last_at);

CREATE INDEX standard_catalogue ON public.standard USING btree ("position") WHERE (release_id IS NULL);

CREATE INDEX standard_release ON public.standard USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE UNIQUE INDEX subject_request_open ON public.subject_request USING btree (person_id) WHERE ((given_at IS NULL) AND (closed_at IS NULL));

CREATE INDEX subject_request_person ON public.subject_request USING btree (person_id, id DESC);

CREATE INDEX subject_withheld_request ON public.subject_withheld USING btree (request_id, id);

CREATE INDEX take_back_event ON public.take_back USING btree (event_id);

CREATE UNIQUE INDEX take_back_open ON public.take_back USING btree (event_id) WHERE (decision = ''::text);

CREATE INDEX take_back_person ON public.take_back USING btree (person_id);

CREATE INDEX task_asked_area ON public.task USING btree (home_area, handed_off_on) WHERE (handed_off_on IS NOT NULL);

CREATE INDEX task_asked_due ON public.task USING btree (home_area, due_on, id) INCLUDE (release_id, standard, state, acknowledge_by, service_id) WHERE (state = ANY (ARRAY['handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text]));

CREATE INDEX task_asked_on ON public.task USING btree (handed_off_on) WHERE (state = 'handed_off'::text);

CREATE INDEX task_asked_where ON public.task USING btree (release_id) WHERE ((asked_where <> ''::text) AND (state = ANY (ARRAY['handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text])));

CREATE INDEX task_authority ON public.task USING btree (release_id) WHERE (housing_authority IS NOT NULL);

CREATE INDEX task_due_to_hand_off ON public.task USING btree (hand_off_on) INCLUDE (release_id) WHERE (state = 'planned'::text);

CREATE INDEX task_event_again ON public.task_event USING btree (at) INCLUDE (task_id) WHERE (reason = 'the day moved earlier: answer again'::text);

CREATE INDEX task_event_at ON public.task_event USING brin (at);

CREATE INDEX task_event_task ON public.task_event USING btree (task_id);

CREATE INDEX task_handed_off_on ON public.task USING btree (handed_off_on) WHERE (handed_off_on IS NOT NULL);

CREATE INDEX task_late ON public.task USING btree (due_on, id) WHERE (state = ANY (ARRAY['handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text]));

CREATE INDEX task_latest_start ON public.task USING btree (latest_start_on) WHERE ((state = 'planned'::text) AND (latest_start_on IS NOT NULL));

CREATE INDEX task_next_rung ON public.task USING btree (next_rung_at) WHERE (next_rung_at IS NOT NULL);

CREATE INDEX task_nobody ON public.task USING btree (release_id) WHERE nobody;

CREATE INDEX task_not_wanted ON public.task USING btree (release_id) WHERE (state = 'not_wanted'::text);

CREATE INDEX task_question_task ON public.task_question USING btree (task_id, id);

CREATE INDEX task_review ON public.task USING btree (release_id) WHERE review;

CREATE INDEX task_rung ON public.task USING btree (rung, rung_at) WHERE (rung > 0);

CREATE INDEX task_service ON public.task USING btree (service_id) WHERE (service_id IS NOT NULL);

CREATE INDEX task_standard ON public.task USING btree (standard);

CREATE INDEX task_unsettled ON public.task USING btree (standard, home_area, state, release_id) INCLUDE (id) WHERE (state <> ALL (ARRAY['done'::text, 'withdrawn'::text, 'not_eligible'::text]));

CREATE INDEX task_waiting ON public.task USING btree (release_id) WHERE ((state = 'planned'::text) AND (waiting_since IS NOT NULL));

CREATE INDEX task_waits_answer ON public.task USING btree (service_id) WHERE ((state = ANY (ARRAY['handed_off'::text, 'passed_on'::text])) AND (NOT first_load) AND (acknowledge_by IS NOT NULL));

CREATE INDEX task_waits_area ON public.task USING btree (home_area, hand_off_on) INCLUDE (release_id, waiting_for, id) WHERE ((state = 'planned'::text) AND (NOT nobody) AND (waiting_for <> '{}'::text[]));

CREATE INDEX task_waits_for ON public.task USING btree (hand_off_on) INCLUDE (release_id, waiting_for, id, home_area) WHERE ((state = 'planned'::text) AND (NOT nobody) AND (waiting_for <> '{}'::text[]));

CREATE INDEX task_wants_consent ON public.task USING btree (home_area, release_id) INCLUDE (id) WHERE ((state = 'planned'::text) AND (waiting_since IS NOT NULL) AND (waiting_for && ARRAY['consent_to_refer'::text, 'consent_to_share_contact'::text, 'consent_to_share_health'::text]));

CREATE UNIQUE INDEX text_phrase_in_force ON public.text_phrase USING btree (kind, folded) WHERE (ended_at IS NULL);

CREATE INDEX unit_change_object ON public.unit_change USING btree (kind, object, version);

CREATE INDEX webhook_delivery_release ON public.webhook_delivery USING btree (release_id, target, id);

CREATE INDEX webhook_delivery_settled ON public.webhook_delivery USING btree (settled_at);

CREATE INDEX webhook_delivery_task ON public.webhook_delivery USING btree (task_id, target);

CREATE INDEX webhook_delivery_unasked ON public.webhook_delivery USING btree (id) WHERE ((asked_at IS NULL) AND (state = 'waiting'::text));

CREATE TRIGGER appointment_is_of_another AFTER UPDATE OF release_id ON public.appointment FOR EACH ROW WHEN ((old.release_id IS DISTINCT FROM new.release_id)) EXECUTE FUNCTION public.appointment_is_of_another();

CREATE TRIGGER audit_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_insert_only();

CREATE TRIGGER audit_seal_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_insert_only();

CREATE TRIGGER message_goes AFTER DELETE ON public.message REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.message_changes();

CREATE TRIGGER message_is_about_others AFTER UPDATE OF person_id, release_id ON public.message FOR EACH ROW WHEN (((old.person_id IS DISTINCT FROM new.person_id) OR (old.release_id IS DISTINCT FROM new.release_id))) EXECUTE FUNCTION public.message_is_about_others();

CREATE TRIGGER message_item_goes AFTER DELETE ON public.message_item REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.message_item_goes();

CREATE TRIGGER message_item_is_of_another AFTER UPDATE OF release_id ON public.message_item FOR EACH ROW WHEN ((old.release_id IS DISTINCT FROM new.release_id)) EXECUTE FUNCTION public.message_item_is_of_another();

CREATE TRIGGER message_item_lives AFTER INSERT ON public.message_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.message_item_lives();

CREATE TRIGGER message_lives AFTER INSERT ON public.message REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.message_lives();

CREATE TRIGGER person_moves AFTER UPDATE OF home_area ON public.person FOR EACH ROW WHEN ((old.home_area IS DISTINCT FROM new.home_area)) EXECUTE FUNCTION public.person_moves();

CREATE TRIGGER release_lives BEFORE INSERT OR UPDATE OF person_id ON public.release FOR EACH ROW EXECUTE FUNCTION public.release_lives();

CREATE TRIGGER release_moves AFTER UPDATE ON public.release FOR EACH ROW WHEN ((old.home_area IS DISTINCT FROM new.home_area)) EXECUTE FUNCTION public.release_moves();

CREATE TRIGGER task_lives BEFORE INSERT OR UPDATE OF release_id ON public.task FOR EACH ROW EXECUTE FUNCTION public.task_lives();

CREATE TRIGGER webhook_of_release AFTER INSERT ON public.release_history REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.webhook_of_release();

CREATE TRIGGER webhook_of_task AFTER INSERT ON public.task_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.webhook_of_task();

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_deputy_service_fkey FOREIGN KEY (deputy_service) REFERENCES public.service(id);

ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT access_request_area_fkey FOREIGN KEY (area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT access_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_area
    ADD CONSTRAINT account_area_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_area
    ADD CONSTRAINT account_area_area_fkey FOREIGN KEY (area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.account_choice
    ADD CONSTRAINT account_choice_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_passphrase
    ADD CONSTRAINT account_passphrase_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_recovery_code
    ADD CONSTRAINT account_recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_second_factor
    ADD CONSTRAINT account_second_factor_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.account_service
    ADD CONSTRAINT account_service_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.agreement_partner
    ADD CONSTRAINT agreement_partner_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES public.agreement(id);

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_token(id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.appointment_event
    ADD CONSTRAINT appointment_event_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES public.appointment(id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_inbound_id_fkey FOREIGN KEY (inbound_id) REFERENCES public.inbound_text(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_service_id_fkey FOREIGN KEY (service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

ALTER TABLE ONLY public.board_search
    ADD CONSTRAINT board_search_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.board_view
    ADD CONSTRAINT board_view_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.erased_number
    ADD CONSTRAINT erased_number_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES public.erasure(id);

ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT erasure_home_area_fkey FOREIGN KEY (home_area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.erasure_request
    ADD CONSTRAINT erasure_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.figure_kept
    ADD CONSTRAINT figure_kept_home_area_fkey FOREIGN KEY (home_area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.import_before
    ADD CONSTRAINT import_before_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.import_before
    ADD CONSTRAINT import_before_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.import_before_task
    ADD CONSTRAINT import_before_task_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.import_before_task
    ADD CONSTRAINT import_before_task_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

ALTER TABLE ONLY public.import_listing
    ADD CONSTRAINT import_listing_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.inbound_text
    ADD CONSTRAINT inbound_text_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.life_event
    ADD CONSTRAINT life_event_area_fkey FOREIGN KEY (area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.life_event
    ADD CONSTRAINT life_event_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.life_event
    ADD CONSTRAINT life_event_prison_fkey FOREIGN KEY (prison) REFERENCES public.prison(code);

ALTER TABLE ONLY public.list_confirmation
    ADD CONSTRAINT list_confirmation_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.list_confirmation_line
    ADD CONSTRAINT list_confirmation_line_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.list_confirmation_line
    ADD CONSTRAINT list_confirmation_line_confirmation_id_fkey FOREIGN KEY (confirmation_id) REFERENCES public.list_confirmation(id);

ALTER TABLE ONLY public.local_prison
    ADD CONSTRAINT local_prison_area_fkey FOREIGN KEY (area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.local_prison
    ADD CONSTRAINT local_prison_prison_fkey FOREIGN KEY (prison) REFERENCES public.prison(code);

ALTER TABLE ONLY public.message_event
    ADD CONSTRAINT message_event_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_about_message_fkey FOREIGN KEY (about_message) REFERENCES public.message(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_absence_id_fkey FOREIGN KEY (absence_id) REFERENCES public.absence(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES public.agreement(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES public.appointment(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_service_id_fkey FOREIGN KEY (service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.message_item
    ADD CONSTRAINT message_item_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_resend_of_fkey FOREIGN KEY (resend_of) REFERENCES public.message(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_service_id_fkey FOREIGN KEY (service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.message_words
    ADD CONSTRAINT message_words_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_replaces_fkey FOREIGN KEY (replaces) REFERENCES public.note(id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.opening
    ADD CONSTRAINT opening_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.person_category
    ADD CONSTRAINT person_category_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.person_edit
    ADD CONSTRAINT person_edit_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_home_area_fkey FOREIGN KEY (home_area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.person(id);

ALTER TABLE ONLY public.person_number
    ADD CONSTRAINT person_number_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.privacy_notice
    ADD CONSTRAINT privacy_notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.queue_pause
    ADD CONSTRAINT queue_pause_paused_by_fkey FOREIGN KEY (paused_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);

ALTER TABLE ONLY public.release_change
    ADD CONSTRAINT release_change_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.release_change
    ADD CONSTRAINT release_change_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.release_date
    ADD CONSTRAINT release_date_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_held_by_fkey FOREIGN KEY (held_by) REFERENCES public.import(id);

ALTER TABLE ONLY public.release_history
    ADD CONSTRAINT release_history_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_prison_fkey FOREIGN KEY (prison) REFERENCES public.prison(code);

ALTER TABLE ONLY public.release
    ADD CONSTRAINT release_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES public.import(id);

ALTER TABLE ONLY public.retention_hold
    ADD CONSTRAINT retention_hold_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.sheet_handover
    ADD CONSTRAINT sheet_handover_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.sign_in_half
    ADD CONSTRAINT sign_in_half_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.sign_in_place
    ADD CONSTRAINT sign_in_place_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.standard
    ADD CONSTRAINT standard_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_drafted_by_fkey FOREIGN KEY (drafted_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_extended_by_fkey FOREIGN KEY (extended_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_given_by_fkey FOREIGN KEY (given_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.subject_request
    ADD CONSTRAINT subject_request_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_marked_by_fkey FOREIGN KEY (marked_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_read_by_fkey FOREIGN KEY (read_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.subject_withheld
    ADD CONSTRAINT subject_withheld_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.subject_request(id);

ALTER TABLE ONLY public.take_back
    ADD CONSTRAINT take_back_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.life_event(id);

ALTER TABLE ONLY public.take_back
    ADD CONSTRAINT take_back_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.task_event
    ADD CONSTRAINT task_event_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_housing_authority_fkey FOREIGN KEY (housing_authority) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.task_question
    ADD CONSTRAINT task_question_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.task_question
    ADD CONSTRAINT task_question_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.task_question
    ADD CONSTRAINT task_question_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_service_id_fkey FOREIGN KEY (service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_standard_fkey FOREIGN KEY (standard) REFERENCES public.standard(code);

ALTER TABLE ONLY public.text_phrase
    ADD CONSTRAINT text_phrase_added_by_fkey FOREIGN KEY (added_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.text_phrase
    ADD CONSTRAINT text_phrase_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.account(id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_target_fkey FOREIGN KEY (target) REFERENCES public.webhook_target(id);

ALTER TABLE public.absence ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.access_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_area ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_choice ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_passphrase ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_recovery_code ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_second_factor ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_service ENABLE ROW LEVEL SECURITY;

CREATE POLICY acting_delete ON public.absence FOR DELETE TO throughgate_web USING (((( SELECT public.acting_as() AS acting_as) <> ''::text) AND (NOT ( SELECT public.acting_at_door() AS acting_at_door))));

CREATE POLICY acting_delete ON public.access_request FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_delete ON public.account FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_delete ON public.account_area FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_delete ON public.account_choice FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_delete ON public.account_link FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.account_passphrase FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.account_recovery_code FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.account_second_factor FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.account_service FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_delete ON public.agreement FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_delete ON public.agreement_partner FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_delete ON public.api_answer FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_delete ON public.api_token FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.appointment FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = appointment.person_id))));

CREATE POLICY acting_delete ON public.appointment_event FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.appointment x
  WHERE (x.id = appointment_event.appointment_id))));

CREATE POLICY acting_delete ON public.attention FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ((( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = role)) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = attention.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = attention.release_id))))));

CREATE POLICY acting_delete ON public.audit FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (actor = ( SELECT public.acting_as() AS acting_as))));

CREATE POLICY acting_delete ON public.audit_check FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.audit_seal FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.authority FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.bank_holiday FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.board_search FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_delete ON public.board_view FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_delete ON public.bounce_mark FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.clock_mark FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.consent FOR DELETE TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = consent.person_id)));

CREATE POLICY acting_delete ON public.erased_number FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.erasure FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.erasure_request FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = erasure_request.person_id)))));

CREATE POLICY acting_delete ON public.extract_row FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = extract_row.person_id))));

CREATE POLICY acting_delete ON public.figure_kept FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.import FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.import_before FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.import_before_task FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.import_listing FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.import_problem FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.import_upload FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.inbound_text FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = inbound_text.person_id))))));

CREATE POLICY acting_delete ON public.life_event FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = life_event.person_id))));

CREATE POLICY acting_delete ON public.list_confirmation FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_delete ON public.list_confirmation_line FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_delete ON public.local_prison FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.message FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = message.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message.release_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (EXISTS ( SELECT
   FROM public.message_item x
  WHERE (x.message_id = message.id))))));

CREATE POLICY acting_delete ON public.message_area FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.message_event FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = message_event.message_id))));

CREATE POLICY acting_delete ON public.message_item FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message_item.release_id))) AND ((task_id IS NULL) OR ( SELECT true
   FROM public.task x
  WHERE (x.id = message_item.task_id))) AND ((appointment_id IS NULL) OR ( SELECT true
   FROM public.appointment x
  WHERE (x.id = message_item.appointment_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (task_id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_delete ON public.message_words FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND (( SELECT true
   FROM public.message x
  WHERE (x.id = message_words.message_id)) AND public.message_about_only(message_id, ( SELECT public.acting_areas() AS acting_areas))))));

CREATE POLICY acting_delete ON public.never_text FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.note FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = note.person_id))));

CREATE POLICY acting_delete ON public.opening FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account)) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_delete ON public.opt_out FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_delete ON public.person FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.person_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_delete ON public.person_category FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_category.person_id))));

CREATE POLICY acting_delete ON public.person_edit FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_edit.person_id))));

CREATE POLICY acting_delete ON public.person_number FOR DELETE TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = person_number.person_id)));

CREATE POLICY acting_delete ON public.prison FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.privacy_notice FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = privacy_notice.person_id))));

CREATE POLICY acting_delete ON public.queue_pause FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_delete ON public.receipt FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = receipt.message_id))));

CREATE POLICY acting_delete ON public.reference_file FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.release FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.release_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_delete ON public.release_change FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_change.release_id))));

CREATE POLICY acting_delete ON public.release_date FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_date.release_id))));

CREATE POLICY acting_delete ON public.release_history FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_history.release_id))));

CREATE POLICY acting_delete ON public.retention_hold FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = retention_hold.person_id)))));

CREATE POLICY acting_delete ON public.retention_night FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.retention_rule FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_delete ON public.sending_count FOR DELETE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_delete ON public.sending_home FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.sending_switch FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.service FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.session FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.sheet_handover FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = sheet_handover.release_id))));

CREATE POLICY acting_delete ON public.sign_in_failure FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.sign_in_half FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.sign_in_place FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_delete ON public.standard FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.subject_request FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR ((( SELECT public.acting_role() AS acting_role) = 'coordinator'::text) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = subject_request.person_id)))));

CREATE POLICY acting_delete ON public.subject_withheld FOR DELETE TO throughgate_web USING (( SELECT true
   FROM public.subject_request x
  WHERE (x.id = subject_withheld.request_id)));

CREATE POLICY acting_delete ON public.take_back FOR DELETE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = take_back.person_id))));

CREATE POLICY acting_delete ON public.task FOR DELETE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_delete ON public.task_event FOR DELETE TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_event.task_id)));

CREATE POLICY acting_delete ON public.task_question FOR DELETE TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_question.task_id)));

CREATE POLICY acting_delete ON public.text_phrase FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.unit_change FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.unit_setting FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_delete ON public.watch_day FOR DELETE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_delete ON public.webhook_delivery FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_delete ON public.webhook_target FOR DELETE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.absence FOR INSERT TO throughgate_web WITH CHECK (((( SELECT public.acting_as() AS acting_as) <> ''::text) AND (NOT ( SELECT public.acting_at_door() AS acting_at_door))));

CREATE POLICY acting_insert ON public.access_request FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_insert ON public.account FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.account_area FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.account_choice FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_insert ON public.account_link FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.account_passphrase FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.account_recovery_code FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.account_second_factor FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.account_service FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.agreement FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_insert ON public.agreement_partner FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_insert ON public.api_answer FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_insert ON public.api_token FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.appointment FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = appointment.person_id))));

CREATE POLICY acting_insert ON public.appointment_event FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.appointment x
  WHERE (x.id = appointment_event.appointment_id))));

CREATE POLICY acting_insert ON public.attention FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ((( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = role)) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = attention.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = attention.release_id))))));

CREATE POLICY acting_insert ON public.audit FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (actor = ( SELECT public.acting_as() AS acting_as))));

CREATE POLICY acting_insert ON public.audit_check FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.audit_seal FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.authority FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.bank_holiday FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.board_search FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_insert ON public.board_view FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_insert ON public.bounce_mark FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.clock_mark FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.consent FOR INSERT TO throughgate_web WITH CHECK (( SELECT true
   FROM public.person x
  WHERE (x.id = consent.person_id)));

CREATE POLICY acting_insert ON public.erased_number FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.erasure FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.erasure_request FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = erasure_request.person_id)))));

CREATE POLICY acting_insert ON public.extract_row FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = extract_row.person_id))));

CREATE POLICY acting_insert ON public.figure_kept FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.import FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.import_before FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.import_before_task FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.import_listing FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.import_problem FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.import_upload FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.inbound_text FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = inbound_text.person_id))))));

CREATE POLICY acting_insert ON public.life_event FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = life_event.person_id))));

CREATE POLICY acting_insert ON public.list_confirmation FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_insert ON public.list_confirmation_line FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_insert ON public.local_prison FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.message FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = message.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message.release_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (EXISTS ( SELECT
   FROM public.message_item x
  WHERE (x.message_id = message.id))))));

CREATE POLICY acting_insert ON public.message_area FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.message_event FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = message_event.message_id))));

CREATE POLICY acting_insert ON public.message_item FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message_item.release_id))) AND ((task_id IS NULL) OR ( SELECT true
   FROM public.task x
  WHERE (x.id = message_item.task_id))) AND ((appointment_id IS NULL) OR ( SELECT true
   FROM public.appointment x
  WHERE (x.id = message_item.appointment_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (task_id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_insert ON public.message_words FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND (( SELECT true
   FROM public.message x
  WHERE (x.id = message_words.message_id)) AND public.message_about_only(message_id, ( SELECT public.acting_areas() AS acting_areas))))));

CREATE POLICY acting_insert ON public.never_text FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.note FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = note.person_id))));

CREATE POLICY acting_insert ON public.opening FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account)) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_insert ON public.opt_out FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_insert ON public.person FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.person_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_insert ON public.person_category FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_category.person_id))));

CREATE POLICY acting_insert ON public.person_edit FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_edit.person_id))));

CREATE POLICY acting_insert ON public.person_number FOR INSERT TO throughgate_web WITH CHECK (( SELECT true
   FROM public.person x
  WHERE (x.id = person_number.person_id)));

CREATE POLICY acting_insert ON public.prison FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.privacy_notice FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = privacy_notice.person_id))));

CREATE POLICY acting_insert ON public.queue_pause FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.receipt FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = receipt.message_id))));

CREATE POLICY acting_insert ON public.reference_file FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.release FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.release_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_insert ON public.release_change FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_change.release_id))));

CREATE POLICY acting_insert ON public.release_date FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_date.release_id))));

CREATE POLICY acting_insert ON public.release_history FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_history.release_id))));

CREATE POLICY acting_insert ON public.retention_hold FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = retention_hold.person_id)))));

CREATE POLICY acting_insert ON public.retention_night FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.retention_rule FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_insert ON public.sending_count FOR INSERT TO throughgate_web WITH CHECK (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_insert ON public.sending_home FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.sending_switch FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.service FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.session FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.sheet_handover FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = sheet_handover.release_id))));

CREATE POLICY acting_insert ON public.sign_in_failure FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.sign_in_half FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.sign_in_place FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_insert ON public.standard FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.subject_request FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR ((( SELECT public.acting_role() AS acting_role) = 'coordinator'::text) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = subject_request.person_id)))));

CREATE POLICY acting_insert ON public.subject_withheld FOR INSERT TO throughgate_web WITH CHECK (( SELECT true
   FROM public.subject_request x
  WHERE (x.id = subject_withheld.request_id)));

CREATE POLICY acting_insert ON public.take_back FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = take_back.person_id))));

CREATE POLICY acting_insert ON public.task FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_insert ON public.task_event FOR INSERT TO throughgate_web WITH CHECK (( SELECT true
   FROM public.task x
  WHERE (x.id = task_event.task_id)));

CREATE POLICY acting_insert ON public.task_question FOR INSERT TO throughgate_web WITH CHECK (( SELECT true
   FROM public.task x
  WHERE (x.id = task_question.task_id)));

CREATE POLICY acting_insert ON public.text_phrase FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.unit_change FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.unit_setting FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_insert ON public.watch_day FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_insert ON public.webhook_delivery FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_insert ON public.webhook_target FOR INSERT TO throughgate_web WITH CHECK ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_owner ON public.absence TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.access_request TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_area TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_choice TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_link TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_passphrase TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_recovery_code TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_second_factor TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.account_service TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.agreement TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.agreement_partner TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.api_answer TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.api_token TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.appointment TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.appointment_event TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.attention TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.audit TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.audit_check TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.audit_seal TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.authority TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.bank_holiday TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.board_search TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.board_view TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.bounce_mark TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.clock_mark TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.consent TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.erased_number TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.erasure TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.erasure_request TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.extract_row TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.figure_kept TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import_before TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import_before_task TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import_listing TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import_problem TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.import_upload TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.inbound_text TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.life_event TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.list_confirmation TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.list_confirmation_line TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.local_prison TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.message TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.message_area TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.message_event TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.message_item TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.message_words TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.never_text TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.note TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.opening TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.opt_out TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.person TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.person_category TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.person_edit TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.person_number TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.prison TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.privacy_notice TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.queue_pause TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.receipt TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.reference_file TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.release TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.release_change TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.release_date TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.release_history TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.retention_hold TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.retention_night TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.retention_rule TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sending_count TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sending_home TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sending_switch TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.service TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.session TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sheet_handover TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sign_in_failure TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sign_in_half TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.sign_in_place TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.standard TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.subject_request TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.subject_withheld TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.take_back TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.task TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.task_event TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.task_question TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.text_phrase TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.unit_change TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.unit_setting TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.watch_day TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.webhook_delivery TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_owner ON public.webhook_target TO postgres USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_read ON public.absence FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.absence IS 'aab78ac4244d312de477ab4c2fc68e1dac78d00c328c562c047a9da1593b06a4';

CREATE POLICY acting_read ON public.access_request FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

COMMENT ON POLICY acting_read ON public.access_request IS 'b12dfd050428b6532cef73ea58fc35882042ff1ea902c61f706536c57d1d41c6';

CREATE POLICY acting_read ON public.account FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.account IS '9aa8ffa51583febddfc8fd8825a1011f6cdd6668a91339a5ff1601f23a81269c';

CREATE POLICY acting_read ON public.account_area FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.account_area IS '7b95c55f4a4c56a62dc765984293d7911e88f6fd2abce162c482fc2524e332a9';

CREATE POLICY acting_read ON public.account_choice FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

COMMENT ON POLICY acting_read ON public.account_choice IS 'eb95eab77618a8c03a63ae4f0aaaa157ff7f8065fc3d3f2f3122a852907689f3';

CREATE POLICY acting_read ON public.account_link FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.account_link IS 'f3c7f715d7a3cbb15047b412fcb4f0057f11858f5e8bba8ae4e704cc0598a63f';

CREATE POLICY acting_read ON public.account_passphrase FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.account_passphrase IS 'd6c762e8715d656058276c8839911ec403b3926790d9765800e413905a0b1f5d';

CREATE POLICY acting_read ON public.account_recovery_code FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.account_recovery_code IS '6ef51deb7ac894dbcca10d61818efc41dac07ca7f27f16f14e33aeb72b1b7f27';

CREATE POLICY acting_read ON public.account_second_factor FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.account_second_factor IS '1e063753a5f2ed6734611d389c0004e48c14138bbc37c4b54cc14722989dfd91';

CREATE POLICY acting_read ON public.account_service FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.account_service IS '96650fa5f1d84d419f462362bc00912a8481bb4ea0738f324c3e07d4a9642466';

CREATE POLICY acting_read ON public.agreement FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.agreement IS 'f6c77d1df76aed40f76c6879e2ca5663ffbf97f52e246fbd1bc3fc4456a6339f';

CREATE POLICY acting_read ON public.agreement_partner FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.agreement_partner IS '83acb310ccb69139aaae646884fa80b431688f6ac123f0334636a79784c843d7';

CREATE POLICY acting_read ON public.api_answer FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

COMMENT ON POLICY acting_read ON public.api_answer IS '11675fbc2b0c00e30f211e493056ba6f4574c2ef9c605df8bd8891659e808e5b';

CREATE POLICY acting_read ON public.api_token FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.api_token IS '518ce0865926f8b09f1cc2e5dc4120d51399e8d11106a465390bbded1ec011cf';

CREATE POLICY acting_read ON public.appointment FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = appointment.person_id))));

COMMENT ON POLICY acting_read ON public.appointment IS 'cb73c5e594e1ae79757d434b25edb5f74c276702b24cca51536a32e0994984a3';

CREATE POLICY acting_read ON public.appointment_event FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.appointment x
  WHERE (x.id = appointment_event.appointment_id))));

COMMENT ON POLICY acting_read ON public.appointment_event IS '6f9faff2134cd08722bd59b9df81974b623c9813e9c0b20921d77bb887328cb2';

CREATE POLICY acting_read ON public.attention FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ((( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = role)) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = attention.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = attention.release_id))))));

COMMENT ON POLICY acting_read ON public.attention IS 'd66d3d653ad58780d4641673d3c47562835de9b2b9351e261628f7287a9a1ae4';

CREATE POLICY acting_read ON public.audit FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND (object_kind = 'task'::text) AND ( SELECT true
   FROM public.task x
  WHERE (x.id = audit.object_id)))));

COMMENT ON POLICY acting_read ON public.audit IS 'dec5b27930ba532eec154c714b436b29476218ab78716b8d3d93e4396ceb41c1';

CREATE POLICY acting_read ON public.audit_check FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.audit_check IS '1df60fb1d0ee3d05e5d5dc2eb1c28c61e9323bba19275075871fcaf995d25edb';

CREATE POLICY acting_read ON public.audit_seal FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

COMMENT ON POLICY acting_read ON public.audit_seal IS 'd232074197a746d5606d703690f31dc66c8edd313e6b6dbf593e81a11a24a6f7';

CREATE POLICY acting_read ON public.authority FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.authority IS 'f53670c51132b422786efb2c3ba429fc56ba3c10a49f37933cbc601f60accee8';

CREATE POLICY acting_read ON public.bank_holiday FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.bank_holiday IS '79f8ac882f6156edd9be7b29320c20ad1739228e8eb69859665d0e9cca6bf074';

CREATE POLICY acting_read ON public.board_search FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

COMMENT ON POLICY acting_read ON public.board_search IS 'adc47660f62f88c4b459377c19caa7bc8055018006ab45c5ede604df04e45f3a';

CREATE POLICY acting_read ON public.board_view FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

COMMENT ON POLICY acting_read ON public.board_view IS '04ab6108667f124b5cba307c7730801155292e168a2004e0c57bbc81500c8ab2';

CREATE POLICY acting_read ON public.bounce_mark FOR SELECT TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

COMMENT ON POLICY acting_read ON public.bounce_mark IS 'fd0f1163e0455cb552df325f5ed52146b9a540b0033d868f92c53e34f22c4d05';

CREATE POLICY acting_read ON public.clock_mark FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.clock_mark IS 'd0f0850294bb992f6748246357b5ef84bf354552e058929e987b73e70709a7d6';

CREATE POLICY acting_read ON public.consent FOR SELECT TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = consent.person_id)));

COMMENT ON POLICY acting_read ON public.consent IS 'fc6d81ad44e69ba4deb4dbc3385a4ec07265d334ee59891bd7f274c7b19e3518';

CREATE POLICY acting_read ON public.erased_number FOR SELECT TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

COMMENT ON POLICY acting_read ON public.erased_number IS '1d716765e823f95ed35bbfd96fa2ae28517e12ed3d979a255fc111d6b8962797';

CREATE POLICY acting_read ON public.erasure FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

COMMENT ON POLICY acting_read ON public.erasure IS '343b4aa7af73a42ecfa8c304f17f6c7c26b6ec6d1e4fe71733351e5ea8e139e3';

CREATE POLICY acting_read ON public.erasure_request FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = erasure_request.person_id)))));

COMMENT ON POLICY acting_read ON public.erasure_request IS 'd15b32b9e8cf6920a2da5f4c09e38ea5ba8cb241fadfcc97ec664d51fdacfb37';

CREATE POLICY acting_read ON public.extract_row FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = extract_row.person_id))));

COMMENT ON POLICY acting_read ON public.extract_row IS 'bde500c611a0e25ef9cd2711f2e55eab58f16533c1af6291ddee4db0a79577f8';

CREATE POLICY acting_read ON public.figure_kept FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest))));

COMMENT ON POLICY acting_read ON public.figure_kept IS 'f7116b090293fcbb7b4e3ca1f1ee8b43c836d0dd5bdf3a9e0e01894689f873d7';

CREATE POLICY acting_read ON public.import FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import IS 'fd9825c2ce68cc60bc4046e7c33b27287a100df699d348e83894ca7802a3388d';

CREATE POLICY acting_read ON public.import_before FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import_before IS 'a200ddcf51035994d9fbef1541a3ef71858fdebd68c27d157fc53f2c87fb8423';

CREATE POLICY acting_read ON public.import_before_task FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import_before_task IS '173c77d0b6c59ebec2474b3d2db1b85d0d80b2d55817e0ff2a5672c7e6e3a612';

CREATE POLICY acting_read ON public.import_listing FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import_listing IS '81581303da5c15791fa55f493056385f7284a284d7d1e37df514fc000b7b9559';

CREATE POLICY acting_read ON public.import_problem FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import_problem IS 'dacaf780fa92c998084d8795d8b6d8949e59d1f4d3e5b3a2eeb89b70c653c3e3';

CREATE POLICY acting_read ON public.import_upload FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.import_upload IS 'f7fa5c8ccf95863242d1790089496b53663a2731613b32cd83d02e682b306fca';

CREATE POLICY acting_read ON public.inbound_text FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = inbound_text.person_id))))));

COMMENT ON POLICY acting_read ON public.inbound_text IS 'a9071790c99719987134b30b9a1c0d00909d720a4c2d37d91ce71152006c3616';

CREATE POLICY acting_read ON public.life_event FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = life_event.person_id))));

COMMENT ON POLICY acting_read ON public.life_event IS 'a93720ec979246de94881b564caa5149c0688386b541699b812b8031254ff2dc';

CREATE POLICY acting_read ON public.list_confirmation FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

COMMENT ON POLICY acting_read ON public.list_confirmation IS 'ed51ae025d70eeb38c35f9513c18ae247ac7526d2816709b8908d5db5539f670';

CREATE POLICY acting_read ON public.list_confirmation_line FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

COMMENT ON POLICY acting_read ON public.list_confirmation_line IS '763fd58399ed0512bb83c5ee8ee94bc85e70ccaaeff9bb097dfb85940ecf44d9';

CREATE POLICY acting_read ON public.local_prison FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.local_prison IS 'bb8968b17de2c4fe3f1afd540af579de15d2b673858f36ba9df1c271c05e5549';

CREATE POLICY acting_read ON public.message FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = message.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message.release_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (EXISTS ( SELECT
   FROM public.message_item x
  WHERE (x.message_id = message.id))))));

COMMENT ON POLICY acting_read ON public.message IS '43beaf550ffd0a3d39afb9172665ca3126ac088a6dfc4bb293ac6ecf929b1054';

CREATE POLICY acting_read ON public.message_area FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.message_area IS '382d69a3489fbe1c059e4a56874602fd030b0dc7f11e0b8a6d50df31945c13c1';

CREATE POLICY acting_read ON public.message_event FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = message_event.message_id))));

COMMENT ON POLICY acting_read ON public.message_event IS 'a93649e0318d7df79bc0783e544d580ee510b6c312bc635822a457cffae88bf0';

CREATE POLICY acting_read ON public.message_item FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message_item.release_id))) AND ((task_id IS NULL) OR ( SELECT true
   FROM public.task x
  WHERE (x.id = message_item.task_id))) AND ((appointment_id IS NULL) OR ( SELECT true
   FROM public.appointment x
  WHERE (x.id = message_item.appointment_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (task_id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

COMMENT ON POLICY acting_read ON public.message_item IS '0f30665ba81bf2409731f9f7c881da42ddb93cbe18450860a1c550cbd42d3a8e';

CREATE POLICY acting_read ON public.message_words FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND (( SELECT true
   FROM public.message x
  WHERE (x.id = message_words.message_id)) AND public.message_about_only(message_id, ( SELECT public.acting_areas() AS acting_areas))))));

COMMENT ON POLICY acting_read ON public.message_words IS '6f78724acd788f5e78b83ffb013554413694e1e3b64743abeff954b905ec9ec9';

CREATE POLICY acting_read ON public.never_text FOR SELECT TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

COMMENT ON POLICY acting_read ON public.never_text IS 'e154d51fcaac7d451017b883c94560fc542e5a44f6189f55b2c512f48dde505a';

CREATE POLICY acting_read ON public.note FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = note.person_id))));

COMMENT ON POLICY acting_read ON public.note IS '0b947f8984ee35bfaf6351ddc42a7c51e69a54b127575022a21a394d04e7c303';

CREATE POLICY acting_read ON public.opening FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account)) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

COMMENT ON POLICY acting_read ON public.opening IS 'b20f97f10c893553c86a456971f558d4182c5fefe2c209df8a46b12ee79db657';

CREATE POLICY acting_read ON public.opt_out FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

COMMENT ON POLICY acting_read ON public.opt_out IS '6878458eafcae5447f06d0b0bf6cb3104f08ebcf46be8ec21bfb9fbaf7409d46';

CREATE POLICY acting_read ON public.person FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.person_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

COMMENT ON POLICY acting_read ON public.person IS '6d9472cf88f92265d1e497d3fb401de21cc5be62091ad3c1de9f4e2a17d20018';

CREATE POLICY acting_read ON public.person_category FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_category.person_id))));

COMMENT ON POLICY acting_read ON public.person_category IS '2936ef3a317335c407056004d6ff30cbee82c093eab6290bceea77d6515d3595';

CREATE POLICY acting_read ON public.person_edit FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_edit.person_id))));

COMMENT ON POLICY acting_read ON public.person_edit IS '6b2c46913454db8f950adbde604e108a66808160d6d21c20ab5b2336f14dba9c';

CREATE POLICY acting_read ON public.person_number FOR SELECT TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = person_number.person_id)));

COMMENT ON POLICY acting_read ON public.person_number IS '43906f21f75a6dc524fe5049ac2bef4597793caeba33d5096bbb7ae5dba4dbc2';

CREATE POLICY acting_read ON public.prison FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.prison IS '2b2195c4533a829e9aab0d066536e9c869a3e05ac4c709e32bd4f43df00720cf';

CREATE POLICY acting_read ON public.privacy_notice FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = privacy_notice.person_id))));

COMMENT ON POLICY acting_read ON public.privacy_notice IS '3d1afc31408fcf70594f5c796daf89ba25e53955a0c67aaede306fa5d0d1f340';

CREATE POLICY acting_read ON public.queue_pause FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

COMMENT ON POLICY acting_read ON public.queue_pause IS 'dc7bbcfb78832b96ee39033b9f77491317b37a289e5e47e8481746f4e90a85fe';

CREATE POLICY acting_read ON public.receipt FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = receipt.message_id))));

COMMENT ON POLICY acting_read ON public.receipt IS '51a902a763f86183bef0ad37def733c9c6e260637e10ea59563b20bae481dba3';

CREATE POLICY acting_read ON public.reference_file FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.reference_file IS '88bd61d562f080e087f7f992fd29069f2f779911595d230cb1da4865fc0879ee';

CREATE POLICY acting_read ON public.release FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.release_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

COMMENT ON POLICY acting_read ON public.release IS '07630f39c82642575340e819038c10ac472b19b2d000c6c11fdfaea02930b8bf';

CREATE POLICY acting_read ON public.release_change FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_change.release_id))));

COMMENT ON POLICY acting_read ON public.release_change IS 'a7f32d48639e88ac555afce4b71824a22f2ff1156776654fb2fb568e00864704';

CREATE POLICY acting_read ON public.release_date FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_date.release_id))));

COMMENT ON POLICY acting_read ON public.release_date IS 'd7c24ca972b7a6738a4a78704cf8838347c5cd561b593e31b56c2931b867b09e';

CREATE POLICY acting_read ON public.release_history FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_history.release_id))));

COMMENT ON POLICY acting_read ON public.release_history IS '998a652b9d02f2103e3eff1f1d5f9b37002f5068bac6037b2bb35d8896d649a1';

CREATE POLICY acting_read ON public.retention_hold FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = retention_hold.person_id)))));

COMMENT ON POLICY acting_read ON public.retention_hold IS '1a123e007d056ea4abec9ad613b2b4d469272ed0af881af7c6d4f07ee7e766fe';

CREATE POLICY acting_read ON public.retention_night FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.retention_night IS '045fb9b5c6dc8e7694d55f45dc9232820c2bdb230038e2bbea7559719ccf703f';

CREATE POLICY acting_read ON public.retention_rule FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.retention_rule IS '5b2703a76b23cae81e1e9a7e3424891ecf06bdc01be4df8a65d722c58be44be0';

CREATE POLICY acting_read ON public.sending_count FOR SELECT TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

COMMENT ON POLICY acting_read ON public.sending_count IS 'd2530f7ac257e9c2bf82700ac7b07430c95a7bc129a7b5cea82a88e47c4afdc4';

CREATE POLICY acting_read ON public.sending_home FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.sending_home IS '1276104ed4d71f7f74dbc31b985ad13c5631d256ed87aff8466c8748ae00fcaf';

CREATE POLICY acting_read ON public.sending_switch FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.sending_switch IS 'b818d9a04a56908534e2a2b5fe1e55640495f521da4ccac7f34b181520149d51';

CREATE POLICY acting_read ON public.service FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.service IS '2af5577a48c6e12f231a822949aaf13c41d9201d9a043c68df8af3f72be76ff4';

CREATE POLICY acting_read ON public.session FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.session IS '9a9aeb017b4834944500fa64868d684ecb87709dfce8086a18fcb69cb3047292';

CREATE POLICY acting_read ON public.sheet_handover FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = sheet_handover.release_id))));

COMMENT ON POLICY acting_read ON public.sheet_handover IS '1cdd88c77e5b84204c760bacad5954aceed7ea0d21682f7f51c68e56038db330';

CREATE POLICY acting_read ON public.sign_in_failure FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.sign_in_failure IS 'f690f7b8ea5a8333b0b6528a210b1283fba3b9c4bb0be3ea9e9cdceb66edda24';

CREATE POLICY acting_read ON public.sign_in_half FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.sign_in_half IS '3c6846c131f5e99d5c79fae5e6715b7032cf18ae70aa4f9df7705a97a89f6c7c';

CREATE POLICY acting_read ON public.sign_in_place FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

COMMENT ON POLICY acting_read ON public.sign_in_place IS '9c7e717efa00cca5f0b7a06ff6a6b9d0b17ee140aa220606907a5dcbd923b581';

CREATE POLICY acting_read ON public.standard FOR SELECT TO throughgate_web USING (((( SELECT public.acting_as() AS acting_as) <> ''::text) AND ((release_id IS NULL) OR ( SELECT public.acting_whole() AS acting_whole) OR (EXISTS ( SELECT
   FROM public.task x
  WHERE ((x.release_id = standard.release_id) AND (x.standard = standard.code)))))));

COMMENT ON POLICY acting_read ON public.standard IS '2faf45947ddeb60e1bf9599d2d5d74981b822487a8702b3a97cfcbd3c2c1f55a';

CREATE POLICY acting_read ON public.subject_request FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR ((( SELECT public.acting_role() AS acting_role) = 'coordinator'::text) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = subject_request.person_id)))));

COMMENT ON POLICY acting_read ON public.subject_request IS '27825e9801050905805bd5ee2904781b50ae9e0cb934b9e46fb40d56493e37ca';

CREATE POLICY acting_read ON public.subject_withheld FOR SELECT TO throughgate_web USING (( SELECT true
   FROM public.subject_request x
  WHERE (x.id = subject_withheld.request_id)));

COMMENT ON POLICY acting_read ON public.subject_withheld IS 'b3d592defee79fb99e79ca8976625c7322678d1e7f9d8762cabc975cb8348ccd';

CREATE POLICY acting_read ON public.take_back FOR SELECT TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = take_back.person_id))));

COMMENT ON POLICY acting_read ON public.take_back IS 'e8923670037c5e7caa389d17579258c06a7ebfada60f51ad6849a85261da4818';

CREATE POLICY acting_read ON public.task FOR SELECT TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

COMMENT ON POLICY acting_read ON public.task IS '1e03f2d35fbab26a9eeac2624ddf8a0cb92469b7b16abf6d2af0e71a17b17fe1';

CREATE POLICY acting_read ON public.task_event FOR SELECT TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_event.task_id)));

COMMENT ON POLICY acting_read ON public.task_event IS '87e4589a3330b3f160738deec780df27687fb1c6744a4e612ce736df20047c10';

CREATE POLICY acting_read ON public.task_question FOR SELECT TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_question.task_id)));

COMMENT ON POLICY acting_read ON public.task_question IS 'c23266fb81e4b7b4781dc2f9cbd41de391d24e865829288437488dda376b329b';

CREATE POLICY acting_read ON public.text_phrase FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.text_phrase IS 'cc5816dd7b9c3d0ff6713c683f715f36a7e4fcfa8c228e6aac58406bfb8e693e';

CREATE POLICY acting_read ON public.unit_change FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.unit_change IS '7d9c67cdd537bc9bf051ea2629faf7ac1daf8d65a041ca65c7df3ff6910666ed';

CREATE POLICY acting_read ON public.unit_setting FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.unit_setting IS 'ef98c523e8f864f82efd9e1fc29746ac4bf91b457b9b1981221f56ba1a61a29c';

CREATE POLICY acting_read ON public.watch_day FOR SELECT TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

COMMENT ON POLICY acting_read ON public.watch_day IS '6ef17ea7696165d6db52808d7ff28202d5cb660b8bd21074cc11b63067c2c6b3';

CREATE POLICY acting_read ON public.webhook_delivery FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

COMMENT ON POLICY acting_read ON public.webhook_delivery IS '2e2af47a7c942cadb3148c34e454640ca489d6b920e4adf42451e8e2f6e13723';

CREATE POLICY acting_read ON public.webhook_target FOR SELECT TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

COMMENT ON POLICY acting_read ON public.webhook_target IS '342fb47d48fd45659d5932fd8346e0824228a7fc4f2aa1b78af7428c80f37221';

CREATE POLICY acting_update ON public.absence FOR UPDATE TO throughgate_web USING (((( SELECT public.acting_as() AS acting_as) <> ''::text) AND (NOT ( SELECT public.acting_at_door() AS acting_at_door))));

CREATE POLICY acting_update ON public.access_request FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_update ON public.account FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_update ON public.account_area FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_update ON public.account_choice FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_update ON public.account_link FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.account_passphrase FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.account_recovery_code FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.account_second_factor FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.account_service FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_update ON public.agreement FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_update ON public.agreement_partner FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_update ON public.api_answer FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_update ON public.api_token FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.appointment FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = appointment.person_id))));

CREATE POLICY acting_update ON public.appointment_event FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.appointment x
  WHERE (x.id = appointment_event.appointment_id))));

CREATE POLICY acting_update ON public.attention FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ((( SELECT public.acting_officer() AS acting_officer) OR (( SELECT public.acting_role() AS acting_role) = role)) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = attention.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = attention.release_id))))));

CREATE POLICY acting_update ON public.audit FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (actor = ( SELECT public.acting_as() AS acting_as))));

CREATE POLICY acting_update ON public.audit_check FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.audit_seal FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.authority FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.bank_holiday FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.board_search FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_update ON public.board_view FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account))));

CREATE POLICY acting_update ON public.bounce_mark FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.clock_mark FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.consent FOR UPDATE TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = consent.person_id)));

CREATE POLICY acting_update ON public.erased_number FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.erasure FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.erasure_request FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = erasure_request.person_id)))));

CREATE POLICY acting_update ON public.extract_row FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = extract_row.person_id))));

CREATE POLICY acting_update ON public.figure_kept FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.import FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.import_before FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.import_before_task FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.import_listing FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.import_problem FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.import_upload FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.inbound_text FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = inbound_text.person_id))))));

CREATE POLICY acting_update ON public.life_event FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = life_event.person_id))));

CREATE POLICY acting_update ON public.list_confirmation FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_update ON public.list_confirmation_line FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door) OR (( SELECT public.acting_role() AS acting_role) = ANY (ARRAY['administrator'::text, 'coordinator'::text]))));

CREATE POLICY acting_update ON public.local_prison FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.message FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((person_id IS NULL) OR ( SELECT true
   FROM public.person x
  WHERE (x.id = message.person_id))) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message.release_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (EXISTS ( SELECT
   FROM public.message_item x
  WHERE (x.message_id = message.id))))));

CREATE POLICY acting_update ON public.message_area FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.message_event FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = message_event.message_id))));

CREATE POLICY acting_update ON public.message_item FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND ((release_id IS NULL) OR ( SELECT true
   FROM public.release x
  WHERE (x.id = message_item.release_id))) AND ((task_id IS NULL) OR ( SELECT true
   FROM public.task x
  WHERE (x.id = message_item.task_id))) AND ((appointment_id IS NULL) OR ( SELECT true
   FROM public.appointment x
  WHERE (x.id = message_item.appointment_id)))) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (task_id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_update ON public.message_words FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND (( SELECT true
   FROM public.message x
  WHERE (x.id = message_words.message_id)) AND public.message_about_only(message_id, ( SELECT public.acting_areas() AS acting_areas))))));

CREATE POLICY acting_update ON public.never_text FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.note FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = note.person_id))));

CREATE POLICY acting_update ON public.opening FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (account_id = ( SELECT public.acting_account() AS acting_account)) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_update ON public.opt_out FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (( SELECT public.acting_officer() AS acting_officer) AND true)));

CREATE POLICY acting_update ON public.person FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.person_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_update ON public.person_category FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_category.person_id))));

CREATE POLICY acting_update ON public.person_edit FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = person_edit.person_id))));

CREATE POLICY acting_update ON public.person_number FOR UPDATE TO throughgate_web USING (( SELECT true
   FROM public.person x
  WHERE (x.id = person_number.person_id)));

CREATE POLICY acting_update ON public.prison FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.privacy_notice FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = privacy_notice.person_id))));

CREATE POLICY acting_update ON public.queue_pause FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_update ON public.receipt FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.message x
  WHERE (x.id = receipt.message_id))));

CREATE POLICY acting_update ON public.reference_file FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.release FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.release_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_update ON public.release_change FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_change.release_id))));

CREATE POLICY acting_update ON public.release_date FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_date.release_id))));

CREATE POLICY acting_update ON public.release_history FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = release_history.release_id))));

CREATE POLICY acting_update ON public.retention_hold FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR (( SELECT public.acting_officer() AS acting_officer) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = retention_hold.person_id)))));

CREATE POLICY acting_update ON public.retention_night FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.retention_rule FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text)));

CREATE POLICY acting_update ON public.sending_count FOR UPDATE TO throughgate_web USING (( SELECT public.acting_whole() AS acting_whole));

CREATE POLICY acting_update ON public.sending_home FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.sending_switch FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.service FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.session FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.sheet_handover FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.release x
  WHERE (x.id = sheet_handover.release_id))));

CREATE POLICY acting_update ON public.sign_in_failure FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.sign_in_half FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.sign_in_place FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_at_door() AS acting_at_door)));

CREATE POLICY acting_update ON public.standard FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.subject_request FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'information_lead'::text) OR ((( SELECT public.acting_role() AS acting_role) = 'coordinator'::text) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = subject_request.person_id)))));

CREATE POLICY acting_update ON public.subject_withheld FOR UPDATE TO throughgate_web USING (( SELECT true
   FROM public.subject_request x
  WHERE (x.id = subject_withheld.request_id)));

CREATE POLICY acting_update ON public.take_back FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_casework() AS acting_casework) AND ( SELECT true
   FROM public.person x
  WHERE (x.id = take_back.person_id))));

CREATE POLICY acting_update ON public.task FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_everywhere() AS acting_everywhere) OR (home_area IN ( SELECT unnest(public.acting_areas()) AS unnest)) OR ((( SELECT public.acting_role() AS acting_role) = 'spoc'::text) AND (id IN ( SELECT a.task_id
   FROM public.acting_asked() a(task_id, release_id, person_id))))));

CREATE POLICY acting_update ON public.task_event FOR UPDATE TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_event.task_id)));

CREATE POLICY acting_update ON public.task_question FOR UPDATE TO throughgate_web USING (( SELECT true
   FROM public.task x
  WHERE (x.id = task_question.task_id)));

CREATE POLICY acting_update ON public.text_phrase FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.unit_change FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.unit_setting FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR ( SELECT public.acting_officer() AS acting_officer)));

CREATE POLICY acting_update ON public.watch_day FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_update ON public.webhook_delivery FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_update ON public.webhook_target FOR UPDATE TO throughgate_web USING ((( SELECT public.acting_whole() AS acting_whole) OR (( SELECT public.acting_role() AS acting_role) = 'administrator'::text)));

CREATE POLICY acting_worker ON public.absence TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.access_request TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_area TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_choice TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_link TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_passphrase TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_recovery_code TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_second_factor TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.account_service TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.agreement TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.agreement_partner TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.api_answer TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.api_token TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.appointment TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.appointment_event TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.attention TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.audit TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.audit_check TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.audit_seal TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.authority TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.bank_holiday TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.board_search TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.board_view TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.bounce_mark TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.clock_mark TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.consent TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.erased_number TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.erasure TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.erasure_request TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.extract_row TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.figure_kept TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import_before TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import_before_task TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import_listing TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import_problem TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.import_upload TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.inbound_text TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.life_event TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.list_confirmation TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.list_confirmation_line TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.local_prison TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.message TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.message_area TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.message_event TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.message_item TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.message_words TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.never_text TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.note TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.opening TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.opt_out TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.person TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.person_category TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.person_edit TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.person_number TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.prison TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.privacy_notice TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.queue_pause TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.receipt TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.reference_file TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.release TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.release_change TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.release_date TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.release_history TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.retention_hold TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.retention_night TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.retention_rule TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sending_count TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sending_home TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sending_switch TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.service TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.session TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sheet_handover TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sign_in_failure TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sign_in_half TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.sign_in_place TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.standard TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.subject_request TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.subject_withheld TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.take_back TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.task TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.task_event TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.task_question TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.text_phrase TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.unit_change TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.unit_setting TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.watch_day TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.webhook_delivery TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

CREATE POLICY acting_worker ON public.webhook_target TO throughgate_worker USING ((( SELECT public.acting_as() AS acting_as) <> ''::text));

ALTER TABLE public.agreement ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.agreement_partner ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.api_answer ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.api_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.appointment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.appointment_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.attention ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_check ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_seal ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.authority ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bank_holiday ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.board_search ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.board_view ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bounce_mark ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.clock_mark ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erased_number ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erasure ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erasure_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.extract_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.figure_kept ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_before ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_before_task ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_listing ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_problem ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_upload ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inbound_text ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.life_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.list_confirmation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.list_confirmation_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.local_prison ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_area ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.message_words ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.never_text ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.opening ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.opt_out ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.person_category ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.person_edit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.person_number ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.prison ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.privacy_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.queue_pause ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.receipt ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reference_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.release ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.release_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.release_date ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.release_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.retention_hold ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.retention_night ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.retention_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sending_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sending_home ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sending_switch ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.service ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sheet_handover ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_failure ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_half ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sign_in_place ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.standard ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subject_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subject_withheld ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.take_back ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.task ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.task_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.task_question ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.text_phrase ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unit_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unit_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.watch_day ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_target ENABLE ROW LEVEL SECURITY;

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

CREATE FUNCTION public.person_words(surname text, forenames text, crn text, pnc text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(
        public.fold_name(replace(surname || ' ' || forenames, '-', ''))
        || ' ' || public.fold_name(regexp_replace(surname || ' ' || forenames, '[-''’‘ʼ`´]', ' ', 'g'))
        || ' ' || public.fold_number(crn) || ' ' || public.fold_number(pnc), '\s+'), ''))
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

ALTER TABLE public.absence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.absence_id_seq
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
    CONSTRAINT account_email_check CHECK ((email <> ''::text)),
    CONSTRAINT account_name_check CHECK ((name <> ''::text)),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['link_officer'::text, 'offender_manager'::text, 'spoc'::text, 'coordinator'::text, 'information_lead'::text, 'administrator'::text])))
);

CREATE TABLE public.account_area (
    account_id bigint NOT NULL,
    area text NOT NULL
);

CREATE TABLE public.account_choice (
    account_id bigint NOT NULL,
    digest boolean NOT NULL,
    left_out text[] DEFAULT '{}'::text[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT account_choice_left_out_check CHECK ((left_out <@ ARRAY['comings'::text, 'days'::text, 'prison'::text, 'services'::text, 'not_ready'::text, 'messages'::text]))
);

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

CREATE TABLE public.account_passphrase (
    account_id bigint NOT NULL,
    hash text NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT account_passphrase_hash_check CHECK ((hash ~~ '$argon2id$%'::text))
);

CREATE TABLE public.account_service (
    account_id bigint NOT NULL,
    service text NOT NULL
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
    CONSTRAINT audit_action_check CHECK ((action = ANY (ARRAY['collect'::text, 'alter'::text, 'consult'::text, 'disclose'::text, 'combine'::text, 'erase'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text]))),
    CONSTRAINT audit_actor_check CHECK ((actor <> ''::text))
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

CREATE TABLE public.bank_holiday (
    day date NOT NULL,
    title text NOT NULL
);

CREATE TABLE public.board_search (
    ref text NOT NULL,
    account_id bigint NOT NULL,
    words text NOT NULL,
    used_at timestamp with time zone NOT NULL,
    CONSTRAINT board_search_words_check CHECK ((words <> ''::text))
);

CREATE TABLE public.board_view (
    account_id bigint NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    saved_at timestamp with time zone NOT NULL
);

CREATE TABLE public.bounce_mark (
    name text NOT NULL,
    size bigint NOT NULL,
    tail bytea NOT NULL,
    read_at timestamp with time zone NOT NULL,
    CONSTRAINT bounce_mark_size_check CHECK ((size >= 0))
);

CREATE TABLE public.clock_mark (
    id boolean DEFAULT true NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT clock_mark_id_check CHECK (id)
);

CREATE TABLE public.consent (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    given_on date,
    recorded_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consent_kind_check CHECK ((kind = ANY (ARRAY['consent_to_refer'::text, 'consent_to_share_contact'::text, 'consent_to_share_health'::text])))
);

ALTER TABLE public.consent ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.consent_id_seq
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
    import_id bigint
);

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
    CONSTRAINT import_kind_check CHECK ((kind = ANY (ARRAY['releases'::text, 'services'::text, 'appointments'::text, 'events'::text, 'holidays'::text, 'local_prisons'::text, 'review'::text])))
);

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

ALTER TABLE public.life_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.life_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.local_prison (
    area text NOT NULL,
    prison text NOT NULL
);

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
    CONSTRAINT message_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'text'::text]))),
    CONSTRAINT message_check CHECK (((channel <> 'text'::text) OR (person_id IS NOT NULL) OR (kind = 'auto_reply'::text))),
    CONSTRAINT message_check1 CHECK (((state <> ALL (ARRAY['sent'::text, 'delivered'::text])) OR (sent_at IS NOT NULL))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'reminder'::text, 'escalation'::text, 'digest'::text, 'alert'::text, 'told'::text, 'appointment_reminder'::text, 'auto_reply'::text, 'calendar'::text]))),
    CONSTRAINT message_recipient_check CHECK ((recipient <> ''::text)),
    CONSTRAINT message_state_check CHECK ((state = ANY (ARRAY['held'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text, 'not_sent'::text])))
);

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
    CONSTRAINT message_item_kind_check CHECK ((kind = ANY (ARRAY['task'::text, 'overdue'::text, 'to_clear'::text, 'new_date'::text, 'new_in_custody'::text, 'gate'::text, 'released'::text, 'unexpected_release'::text, 'declined'::text, 'no_capacity'::text, 'undelivered'::text, 'reply'::text, 'nobody_to_send_to'::text, 'consent_wanted'::text, 'need_unknown'::text, 'red'::text, 'not_answering'::text, 'date_passed'::text, 'waiting_too_long'::text, 'appointment'::text, 'no_address'::text, 'told_data'::text, 'moved'::text, 'withdrawn'::text, 'meeting_inside'::text, 'transferred'::text, 'at_large'::text, 'left_unknown'::text, 'removed'::text, 'died'::text, 'released_in_error'::text, 'hearing'::text, 'ask_prison'::text, 'not_confirmed'::text, 'gone'::text, 'no_news'::text, 'import_held'::text, 'first_weeks'::text, 'moved_area'::text, 'not_at_gate'::text, 'place_blocked'::text, 'called_off'::text, 'missed'::text, 'itinerary'::text, 'question'::text, 'answered'::text, 'opened'::text, 'opening_asked'::text])))
);

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

CREATE TABLE public.never_text (
    hash bytea NOT NULL,
    key_id text NOT NULL,
    added_on date NOT NULL,
    CONSTRAINT never_text_hash_check CHECK ((octet_length(hash) = 32))
);

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

ALTER TABLE public.note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    CONSTRAINT person_forenames_check CHECK ((forenames <> ''::text)),
    CONSTRAINT person_iom_check CHECK ((iom = ANY (ARRAY[''::text, 'fixed'::text, 'flex'::text, 'free'::text]))),
    CONSTRAINT person_mobile_check CHECK (((mobile = ''::text) OR (mobile ~ '^\+[0-9]{7,15}$'::text))),
    CONSTRAINT person_phone_shared_check CHECK ((phone_shared = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT person_surname_check CHECK ((surname <> ''::text)),
    CONSTRAINT person_text_ok_check CHECK ((text_ok = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text])))
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

CREATE TABLE public.receipt (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    status text NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL
);

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

CREATE TABLE public.release_change (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    from_day date,
    to_day date,
    at timestamp with time zone NOT NULL,
    source text NOT NULL,
    notice_working_days integer,
    import_id bigint,
    unmet text[] DEFAULT '{}'::text[] NOT NULL
);

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

CREATE TABLE public.sheet_handover (
    id bigint NOT NULL,
    release_id bigint NOT NULL,
    handed_on date NOT NULL,
    handed_by text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT sheet_handover_handed_by_check CHECK ((handed_by <> ''::text))
);

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
    CONSTRAINT sign_in_failure_kind_check CHECK ((kind = ANY (ARRAY['pair'::text, 'account'::text, 'place'::text])))
);

CREATE TABLE public.sign_in_place (
    account_id bigint NOT NULL,
    place bytea NOT NULL,
    last_at timestamp with time zone NOT NULL
);

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
    CONSTRAINT standard_anchor_check CHECK ((anchor = ANY (ARRAY['planned'::text, 'actual'::text, 'received'::text]))),
    CONSTRAINT standard_code_check CHECK ((code ~ '^[A-Z0-9]+(-[A-Z0-9]+)+$'::text)),
    CONSTRAINT standard_due_day_kind_check CHECK ((due_day_kind = ANY (ARRAY['calendar'::text, 'working'::text]))),
    CONSTRAINT standard_found_by_check CHECK ((found_by = ANY (ARRAY['area'::text, 'prison'::text, 'com'::text, 'unit'::text]))),
    CONSTRAINT standard_pathway_check CHECK ((pathway = ANY (ARRAY['accommodation'::text, 'benefits_and_work'::text, 'mental_health'::text, 'drugs_and_alcohol'::text, 'probation'::text, 'finance'::text, 'family'::text, 'transition'::text, 'first_days'::text, 'release_day'::text])))
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
    CONSTRAINT task_check CHECK (((state = ANY (ARRAY['planned'::text, 'too_late'::text, 'withdrawn'::text, 'not_eligible'::text, 'not_wanted'::text, 'done'::text])) OR (handed_off_at IS NOT NULL))),
    CONSTRAINT task_rung_check CHECK (((rung >= 0) AND (rung <= 3))),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'done'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text, 'not_wanted'::text, 'not_eligible'::text, 'too_late'::text, 'withdrawn'::text])))
);

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
    CONSTRAINT unit_change_kind_check CHECK ((kind = ANY (ARRAY['service'::text, 'standard'::text, 'local_prisons'::text, 'settings'::text])))
);

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

ALTER TABLE ONLY public.river_job ALTER COLUMN id SET DEFAULT nextval('public.river_job_id_seq'::regclass);

ALTER TABLE ONLY public.river_notification ALTER COLUMN id SET DEFAULT nextval('public.river_notification_id_seq'::regclass);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_ref_key UNIQUE (ref);

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

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_ref_key UNIQUE (ref);

ALTER TABLE ONLY public.account_service
    ADD CONSTRAINT account_service_pkey PRIMARY KEY (account_id, service);

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

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_pkey PRIMARY KEY (person_id, source);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.local_prison
    ADD CONSTRAINT local_prison_pkey PRIMARY KEY (area, prison);

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

ALTER TABLE ONLY public.sign_in_place
    ADD CONSTRAINT sign_in_place_pkey PRIMARY KEY (account_id, place);

ALTER TABLE ONLY public.standard
    ADD CONSTRAINT standard_pkey PRIMARY KEY (code);

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

CREATE INDEX absence_account ON public.absence USING btree (account_id, from_day);

CREATE INDEX absence_in_force ON public.absence USING btree (to_day) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX account_email_key ON public.account USING btree (lower(email));

CREATE INDEX account_link_account ON public.account_link USING btree (account_id);

CREATE INDEX appointment_event_appointment ON public.appointment_event USING btree (appointment_id, version);

CREATE INDEX appointment_event_missed ON public.appointment_event USING btree (at) WHERE (state = 'missed'::text);

CREATE INDEX appointment_person ON public.appointment USING btree (person_id, starts_at);

CREATE INDEX appointment_release ON public.appointment USING btree (release_id);

CREATE INDEX appointment_told_start ON public.appointment USING btree (person_id, service, told_start) WHERE ((external_id IS NULL) AND (told_start IS NOT NULL));

CREATE UNIQUE INDEX appointment_without_id ON public.appointment USING btree (person_id, service, starts_at) WHERE (external_id IS NULL);

CREATE INDEX attention_list ON public.attention USING btree (role, due_on, id) WHERE (closed_at IS NULL);

CREATE INDEX attention_message ON public.attention USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE UNIQUE INDEX attention_open ON public.attention USING btree (kind, about_key) WHERE (closed_at IS NULL);

CREATE INDEX attention_release ON public.attention USING btree (release_id) WHERE ((release_id IS NOT NULL) AND (closed_at IS NULL));

CREATE INDEX audit_at ON public.audit USING btree (at);

CREATE INDEX audit_object ON public.audit USING btree (object_kind, object_id);

CREATE UNIQUE INDEX consent_in_force ON public.consent USING btree (person_id, kind) WHERE (withdrawn_at IS NULL);

CREATE INDEX extract_row_import ON public.extract_row USING btree (import_id);

CREATE INDEX import_kind_source ON public.import USING btree (kind, source, as_of);

CREATE INDEX import_problem_held ON public.import_problem USING btree ((cells[1])) WHERE (kind = 'held'::text);

CREATE INDEX import_problem_import ON public.import_problem USING btree (import_id);

CREATE INDEX import_upload_content ON public.import_upload USING btree (uploaded_at) WHERE (content IS NOT NULL);

CREATE INDEX import_upload_import ON public.import_upload USING btree (import_id);

CREATE INDEX import_upload_state ON public.import_upload USING btree (state, uploaded_at);

CREATE INDEX inbound_text_number ON public.inbound_text USING btree (number, at);

CREATE INDEX inbound_text_to_blank ON public.inbound_text USING btree (at) WHERE (provider_blanked_at IS NULL);

CREATE INDEX life_event_of_import ON public.life_event USING btree (source) WHERE (external_id IS NULL);

CREATE INDEX life_event_person ON public.life_event USING btree (person_id, at);

CREATE INDEX message_at_provider ON public.message USING btree (sent_at) WHERE ((channel = 'text'::text) AND (provider_ref <> ''::text) AND (provider_blanked_at IS NULL) AND (state = ANY (ARRAY['sent'::text, 'delivered'::text, 'failed'::text])));

CREATE INDEX message_email_to ON public.message USING btree (lower(recipient), queued_at) WHERE (channel = 'email'::text);

CREATE INDEX message_event_message ON public.message_event USING btree (message_id, id);

CREATE INDEX message_import ON public.message USING btree (import_id) WHERE (state = 'held'::text);

CREATE INDEX message_in_flight ON public.message USING btree (claimed_at) WHERE (state = 'sending'::text);

CREATE INDEX message_item_appointment ON public.message_item USING btree (appointment_id) WHERE (appointment_id IS NOT NULL);

CREATE INDEX message_item_release ON public.message_item USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE INDEX message_item_task ON public.message_item USING btree (task_id) WHERE (task_id IS NOT NULL);

CREATE INDEX message_person ON public.message USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX message_provider_ref ON public.message USING btree (provider_ref) WHERE (provider_ref <> ''::text);

CREATE INDEX message_release ON public.message USING btree (release_id) WHERE (release_id IS NOT NULL);

CREATE INDEX message_state ON public.message USING btree (state, id);

CREATE INDEX message_text_sent ON public.message USING btree (sent_at) WHERE (channel = 'text'::text);

CREATE INDEX message_waiting ON public.message USING btree (not_before) WHERE (state = ANY (ARRAY['queued'::text, 'held'::text]));

CREATE INDEX message_words_kept ON public.message_words USING btree (written_at) WHERE (blanked_at IS NULL);

CREATE INDEX note_person ON public.note USING btree (person_id, id);

CREATE INDEX opening_account_person ON public.opening USING btree (account_id, person_id, closes_at);

CREATE INDEX opening_opened_at ON public.opening USING btree (opened_at);

CREATE INDEX opening_to_review ON public.opening USING btree (opened_at) WHERE (reviewed_at IS NULL);

CREATE INDEX person_com_key ON public.person USING btree ("left"(md5(lower(com_email)), 12)) WHERE (com_email <> ''::text);

CREATE INDEX person_edit_person ON public.person_edit USING btree (person_id, id);

CREATE INDEX person_found ON public.person USING gin (public.person_words(surname, forenames, crn, pnc_id));

CREATE INDEX person_home_area ON public.person USING btree (home_area);

CREATE INDEX person_mobile ON public.person USING btree (mobile) WHERE (mobile <> ''::text);

CREATE INDEX person_next_court ON public.person USING btree (next_court_on) WHERE (next_court_on IS NOT NULL);

CREATE UNIQUE INDEX person_number_current ON public.person_number USING btree (person_id) WHERE is_current;

CREATE INDEX person_pom_key ON public.person USING btree ("left"(md5(lower(pom_email)), 12)) WHERE (pom_email <> ''::text);

CREATE INDEX release_change_import ON public.release_change USING btree (import_id) WHERE (import_id IS NOT NULL);

CREATE INDEX release_change_moved ON public.release_change USING btree (at) WHERE (from_day IS NOT NULL);

CREATE INDEX release_change_release ON public.release_change USING btree (release_id);

CREATE UNIQUE INDEX release_current ON public.release USING btree (person_id) WHERE is_current;

CREATE UNIQUE INDEX release_date_in_force ON public.release_date USING btree (release_id, type, kind) WHERE (superseded_at IS NULL);

CREATE INDEX release_date_release ON public.release_date USING btree (release_id);

CREATE INDEX release_held_by ON public.release USING btree (held_by) WHERE (held_by IS NOT NULL);

CREATE INDEX release_history_release ON public.release_history USING btree (release_id, at);

CREATE INDEX release_missing ON public.release USING btree (missing_since) WHERE (is_current AND (missing_since IS NOT NULL));

CREATE INDEX release_not_planned ON public.release USING btree (state) WHERE (is_current AND (state <> 'planned'::text));

CREATE INDEX release_planned_day ON public.release USING btree (planned_day) WHERE is_current;

CREATE INDEX release_prison ON public.release USING btree (prison) WHERE is_current;

CREATE INDEX release_received ON public.release USING btree (received_day) WHERE is_current;

CREATE INDEX release_released_in ON public.release USING btree (released_on) WHERE (state = 'released'::text);

CREATE INDEX release_released_on ON public.release USING btree (released_on) WHERE is_current;

CREATE INDEX release_requests_at ON public.release USING btree (requests_at) WHERE (requests_at IS NOT NULL);

CREATE INDEX release_stale_date ON public.release USING btree (id) WHERE (is_current AND ('stale_date'::text = ANY (reasons)));

CREATE INDEX release_state_day ON public.release USING btree (state, planned_day) WHERE is_current;

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

CREATE INDEX sign_in_place_last ON public.sign_in_place USING btree (last_at);

CREATE INDEX task_asked_on ON public.task USING btree (handed_off_on) WHERE (state = 'handed_off'::text);

CREATE INDEX task_asked_where ON public.task USING btree (release_id) WHERE ((asked_where <> ''::text) AND (state = ANY (ARRAY['handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text])));

CREATE INDEX task_due_to_hand_off ON public.task USING btree (hand_off_on) WHERE (state = 'planned'::text);

CREATE INDEX task_event_task ON public.task_event USING btree (task_id);

CREATE INDEX task_handed_off_on ON public.task USING btree (handed_off_on) WHERE (handed_off_on IS NOT NULL);

CREATE INDEX task_late ON public.task USING btree (due_on) WHERE (state = ANY (ARRAY['handed_off'::text, 'acknowledged'::text, 'accepted'::text, 'declined'::text, 'no_capacity'::text, 'passed_on'::text]));

CREATE INDEX task_latest_start ON public.task USING btree (latest_start_on) WHERE ((state = 'planned'::text) AND (latest_start_on IS NOT NULL));

CREATE INDEX task_next_rung ON public.task USING btree (next_rung_at) WHERE (next_rung_at IS NOT NULL);

CREATE INDEX task_nobody ON public.task USING btree (release_id) WHERE nobody;

CREATE INDEX task_not_wanted ON public.task USING btree (release_id) WHERE (state = 'not_wanted'::text);

CREATE INDEX task_question_task ON public.task_question USING btree (task_id, id);

CREATE INDEX task_review ON public.task USING btree (release_id) WHERE review;

CREATE INDEX task_service ON public.task USING btree (service_id) WHERE (service_id IS NOT NULL);

CREATE INDEX task_unsettled ON public.task USING btree (standard, state, release_id) WHERE (state <> ALL (ARRAY['done'::text, 'withdrawn'::text, 'not_eligible'::text]));

CREATE INDEX task_waiting ON public.task USING btree (release_id) WHERE ((state = 'planned'::text) AND (waiting_since IS NOT NULL));

CREATE UNIQUE INDEX text_phrase_in_force ON public.text_phrase USING btree (kind, folded) WHERE (ended_at IS NULL);

CREATE INDEX unit_change_object ON public.unit_change USING btree (kind, object, version);

CREATE TRIGGER audit_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_insert_only();

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_deputy_service_fkey FOREIGN KEY (deputy_service) REFERENCES public.service(id);

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

ALTER TABLE ONLY public.account_service
    ADD CONSTRAINT account_service_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

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

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id);

ALTER TABLE ONLY public.extract_row
    ADD CONSTRAINT extract_row_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

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

ALTER TABLE ONLY public.person_edit
    ADD CONSTRAINT person_edit_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_home_area_fkey FOREIGN KEY (home_area) REFERENCES public.authority(gss_code);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.person(id);

ALTER TABLE ONLY public.person_number
    ADD CONSTRAINT person_number_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

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

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.sheet_handover
    ADD CONSTRAINT sheet_handover_release_id_fkey FOREIGN KEY (release_id) REFERENCES public.release(id);

ALTER TABLE ONLY public.sign_in_place
    ADD CONSTRAINT sign_in_place_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

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

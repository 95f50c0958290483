-- +goose Up
-- People, their episodes in custody, and every date we were told.

CREATE TABLE person (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref             text NOT NULL UNIQUE,
    surname         text NOT NULL CHECK (surname <> ''),
    forenames       text NOT NULL CHECK (forenames <> ''),
    date_of_birth   date NOT NULL,
    sex             text NOT NULL DEFAULT '',
    pnc_id          text NOT NULL DEFAULT '',
    crn             text NOT NULL DEFAULT '',
    home_area       text NOT NULL REFERENCES authority,
    language        text NOT NULL DEFAULT 'en',
    mobile_told     text NOT NULL DEFAULT '', -- as it was written
    mobile          text NOT NULL DEFAULT '' CHECK (mobile = '' OR mobile ~ '^\+[0-9]{7,15}$'),
    text_ok         text NOT NULL DEFAULT 'unknown' CHECK (text_ok IN ('yes', 'no', 'unknown')),
    text_agreed_on  date,
    text_agreed_number text NOT NULL DEFAULT '', -- the one number the agreement names
    phone_shared    text NOT NULL DEFAULT 'unknown' CHECK (phone_shared IN ('yes', 'no', 'unknown')),
    iom             text NOT NULL DEFAULT '' CHECK (iom IN ('', 'fixed', 'flex', 'free')),
    flags           text[] NOT NULL DEFAULT '{}',
    needs_assessed  boolean NOT NULL DEFAULT false, -- false: every need is unknown
    needs           text[] NOT NULL DEFAULT '{}',   -- those present; the others are absent
    com_name        text NOT NULL DEFAULT '',
    com_email       text NOT NULL DEFAULT '',
    pom_name        text NOT NULL DEFAULT '',
    pom_email       text NOT NULL DEFAULT '',
    police_om_name  text NOT NULL DEFAULT '',
    police_om_email text NOT NULL DEFAULT '',
    next_court_on   date,
    told_notes      text[] NOT NULL DEFAULT '{}', -- what was told but cannot be used, as codes ("mobile", "com_email")
    first_stored_on date NOT NULL,  -- London day of the as-of instant of the first extract
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX person_home_area ON person (home_area);
CREATE INDEX person_mobile ON person (mobile) WHERE mobile <> '';

-- Prison numbers: after a merge two of them find one person.
CREATE TABLE person_number (
    prison_number text PRIMARY KEY CHECK (prison_number ~ '^[A-Z][0-9]{4}[A-Z]{2}$'),
    person_id     bigint NOT NULL REFERENCES person,
    is_current    boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX person_number_current ON person_number (person_id) WHERE is_current;

CREATE TABLE consent (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    bigint NOT NULL REFERENCES person,
    kind         text NOT NULL CHECK (kind IN ('consent_to_refer', 'consent_to_share_contact', 'consent_to_share_health')),
    given_on     date, -- null: recorded without a day
    recorded_at  timestamptz NOT NULL,
    source       text NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX consent_in_force ON consent (person_id, kind) WHERE withdrawn_at IS NULL;

-- One episode in custody and how it ends.
CREATE TABLE release (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref                text NOT NULL UNIQUE,
    person_id          bigint NOT NULL REFERENCES person,
    episode            integer NOT NULL CHECK (episode > 0),
    is_current         boolean NOT NULL DEFAULT true,
    prison             text NOT NULL REFERENCES prison,
    legal_status       text NOT NULL CHECK (legal_status IN ('SENTENCED', 'RECALL', 'REMAND', 'CONVICTED_UNSENTENCED',
                           'INDETERMINATE_SENTENCE', 'IMMIGRATION_DETAINEE', 'CIVIL_PRISONER', 'DEAD', 'UNKNOWN')),
    custody_status     text NOT NULL CHECK (custody_status IN ('ACTIVE IN', 'ACTIVE OUT', 'INACTIVE OUT', '')),
    movement_reason    text NOT NULL DEFAULT '',
    custody_as_of      timestamptz NOT NULL,
    received_on        date,            -- as told
    received_day       date NOT NULL,   -- received_on, or the as-of day of the first extract that has the person
    sentence_start     date,
    out_of_area        text NOT NULL CHECK (out_of_area IN ('yes', 'no', 'not_known')),
    miles              integer, -- great-circle, rounded to 10; 0 = under 10; null = unknown
    watched            boolean NOT NULL,
    state              text NOT NULL CHECK (state IN ('planned', 'could_leave_any_day', 'awaiting_parole', 'recalled_no_date',
                           'no_dates', 'date_passed', 'not_confirmed', 'left_unknown', 'at_large', 'released', 'removed',
                           'died', 'moved_away')),
    deciding_type      text NOT NULL DEFAULT '',
    statutory_date     date,
    working_day        date,
    friday_scheme_day  date,
    planned_day        date,
    supervised         boolean NOT NULL DEFAULT false,
    reasons            text[] NOT NULL DEFAULT '{}',
    explanation        text NOT NULL DEFAULT '',
    released_on        date,
    release_learnt_at  timestamptz,
    decided_at         timestamptz NOT NULL,
    judged_on          date NOT NULL, -- the day its dates or legal status were last learnt: what is past is judged then
    planned_for        date, -- the anchor day that the tasks were last planned for
    version            integer NOT NULL DEFAULT 1,
    UNIQUE (person_id, episode),
    CHECK (state <> 'released' OR released_on IS NOT NULL)
);
CREATE UNIQUE INDEX release_current ON release (person_id) WHERE is_current;
CREATE INDEX release_planned_day ON release (planned_day) WHERE is_current;
CREATE INDEX release_released_on ON release (released_on) WHERE is_current;
CREATE INDEX release_prison ON release (prison) WHERE is_current;

-- Every date, unadjusted. A new value supersedes; nothing is overwritten.
CREATE TABLE release_date (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id    bigint NOT NULL REFERENCES release,
    type          text NOT NULL CHECK (type IN ('CRD', 'ARD', 'NPD', 'PED', 'APD', 'HDCED', 'HDCAD', 'PRRD', 'ETD', 'MTD',
                      'LTD', 'TARIFF', 'ERSED', 'ROTL', 'SED', 'LED', 'SLED', 'TUSED', 'CONFIRMED')),
    kind          text NOT NULL CHECK (kind IN ('calculated', 'override', 'approved', 'confirmed')),
    day           date NOT NULL,
    source        text NOT NULL,
    learnt_at     timestamptz NOT NULL,
    superseded_at timestamptz
);
CREATE UNIQUE INDEX release_date_in_force ON release_date (release_id, type, kind) WHERE superseded_at IS NULL;
CREATE INDEX release_date_release ON release_date (release_id);

-- Each move of the planned day, with the working days of notice gained or lost.
CREATE TABLE release_change (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id          bigint NOT NULL REFERENCES release,
    from_day            date,
    to_day              date,
    at                  timestamptz NOT NULL,
    source              text NOT NULL,
    notice_working_days integer
);
CREATE INDEX release_change_release ON release_change (release_id);

-- +goose Down
SELECT 1;

-- +goose Up
-- What the product knows before anybody is in it: prisons, authorities, the
-- calendar, the catalogue of standards. Loaded by `throughgate migrate`.

CREATE TABLE prison (
    code             text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]{3,4}$'),
    name             text NOT NULL,
    bare_name        text NOT NULL, -- without the bracket: "Leeds" of "Leeds (HMP)"
    region           text NOT NULL DEFAULT '',
    country          text NOT NULL DEFAULT '',
    probation_region text NOT NULL DEFAULT '',
    lat              double precision,
    lon              double precision,
    male_female      text NOT NULL DEFAULT '',
    open_conditions  boolean NOT NULL DEFAULT false
);

CREATE TABLE authority (
    gss_code         text PRIMARY KEY,
    name             text NOT NULL,
    kind             text NOT NULL,
    is_current       boolean NOT NULL,
    note             text NOT NULL DEFAULT '',
    region           text NOT NULL DEFAULT '',
    country          text NOT NULL DEFAULT '',
    probation_region text NOT NULL DEFAULT '',
    lat              double precision,
    lon              double precision,
    successors       text[] NOT NULL DEFAULT '{}'
);

CREATE TABLE bank_holiday (
    day   date PRIMARY KEY,
    title text NOT NULL
);

CREATE TABLE standard (
    code            text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]+(-[A-Z0-9]+)+$'),
    position        integer NOT NULL,
    pathway         text NOT NULL CHECK (pathway IN ('accommodation', 'benefits_and_work', 'mental_health',
                        'drugs_and_alcohol', 'probation', 'finance', 'family', 'transition', 'first_days', 'release_day')),
    title           text NOT NULL,
    mail_words      text NOT NULL,
    service         text NOT NULL,
    found_by        text NOT NULL CHECK (found_by IN ('area', 'prison', 'com', 'unit')),
    anchor          text NOT NULL CHECK (anchor IN ('planned', 'actual', 'received')),
    hand_off_offset integer NOT NULL,
    due_offset      integer NOT NULL,
    due_day_kind    text NOT NULL CHECK (due_day_kind IN ('calendar', 'working')),
    latest_start    integer,
    required        boolean NOT NULL,
    after_release   boolean NOT NULL,
    applies_when    text[] NOT NULL,
    needs_first     text[] NOT NULL,
    before_telling  text[] NOT NULL,
    evidence        text[] NOT NULL,
    why             text NOT NULL DEFAULT '',
    edited_at       timestamptz, -- set when a unit changes the row: migrate then leaves it alone
    retired_at      timestamptz
);

-- Which version of each reference file is loaded.
CREATE TABLE reference_file (
    name      text PRIMARY KEY,
    sha256    text NOT NULL,
    loaded_at timestamptz NOT NULL
);

-- The unit's own list of local prisons; it wins over the region (domain rule 5).
CREATE TABLE local_prison (
    area   text NOT NULL REFERENCES authority,
    prison text NOT NULL REFERENCES prison,
    PRIMARY KEY (area, prison)
);

-- The directory: who answers for a service in an area, in a prison, or (*)
-- wherever there is no row of its own.
CREATE TABLE service (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref               text NOT NULL UNIQUE,
    area              text NOT NULL, -- GSS code, prison code or '*'
    area_kind         text NOT NULL CHECK (area_kind IN ('authority', 'prison', 'everywhere')),
    service           text NOT NULL,
    name              text NOT NULL,
    spoc_name         text NOT NULL DEFAULT '',
    spoc_email        text NOT NULL CHECK (spoc_email <> ''),
    deputy_name       text NOT NULL DEFAULT '',
    deputy_email      text NOT NULL DEFAULT '',
    manager_email     text NOT NULL DEFAULT '',
    commissioner_email text NOT NULL DEFAULT '',
    phone             text NOT NULL DEFAULT '',
    out_of_hours      text NOT NULL DEFAULT '',
    opens             text NOT NULL DEFAULT '' CHECK (opens ~ '^([0-2][0-9]:[0-5][0-9])?$'),
    closes            text NOT NULL DEFAULT '' CHECK (closes ~ '^([0-2][0-9]:[0-5][0-9])?$'),
    place             text NOT NULL DEFAULT '',
    place_safe        boolean NOT NULL DEFAULT false,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    first_watch_on    date, -- the first watch that saw it: its tasks of that day are a first load
    not_answering_since date,
    manager_told_on   date,
    UNIQUE (area, service),
    CHECK ((area = '*') = (area_kind = 'everywhere'))
);

-- +goose Down
SELECT 1;

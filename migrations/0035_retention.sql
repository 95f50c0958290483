-- +goose Up
-- People leave by rule: the rule, who is held back and why, what somebody asked
-- to have erased, and what was erased.

-- The rule in force is the newest row; none: it has never been confirmed, and
-- nobody leaves. Rows are never changed: together they are its history.
CREATE TABLE retention_rule (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    years        integer NOT NULL CHECK (years BETWEEN 1 AND 20),
    due          integer NOT NULL CHECK (due >= 0), -- how many people were due by it when it was confirmed
    confirmed_at timestamptz NOT NULL,
    confirmed_by text NOT NULL CHECK (confirmed_by <> '')
);

-- A person is kept beyond their time, until a day or until somebody takes it off.
CREATE TABLE retention_hold (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES person,
    reason    text NOT NULL CHECK (reason <> ''),
    until_day date, -- the last day; null: until it is taken off
    placed_at timestamptz NOT NULL,
    placed_by text NOT NULL CHECK (placed_by <> ''),
    ended_at  timestamptz,
    ended_by  text NOT NULL DEFAULT '',
    ended_why text NOT NULL DEFAULT '',
    CHECK ((ended_at IS NULL) = (ended_by = ''))
);
CREATE INDEX retention_hold_person ON retention_hold (person_id);

-- Somebody is to be erased before their time; somebody else has to agree. The
-- row goes with the person: what stays is the proof.
CREATE TABLE erasure_request (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref        text NOT NULL UNIQUE,
    person_id  bigint NOT NULL REFERENCES person,
    ground     text NOT NULL CHECK (ground IN ('dpa_s47', 'uk_gdpr_art17', 'never_ours')),
    why        text NOT NULL CHECK (why <> ''),
    asked_by   text NOT NULL CHECK (asked_by <> ''),
    asked_at   timestamptz NOT NULL,
    decision   text NOT NULL DEFAULT '' CHECK (decision IN ('', 'agreed', 'refused', 'withdrawn')),
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((decision = '') = (decided_at IS NULL) AND (decision = '') = (decided_by = '')),
    CHECK (decision <> 'agreed' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX erasure_request_open ON erasure_request (person_id) WHERE decision IN ('', 'agreed');
CREATE INDEX erasure_request_person ON erasure_request (person_id);

-- The proof. It holds numbers, and random references that stand on e-mails and
-- nowhere else any more; never a name. Rows are never changed.
CREATE TABLE erasure (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL UNIQUE, -- as the audit has it; there is no such person any more
    people    bigint[] NOT NULL,      -- with records that had been joined to it
    refs      text[] NOT NULL,        -- of their releases
    home_area text NOT NULL REFERENCES authority,
    cause     text NOT NULL CHECK (cause IN ('rule', 'request')),
    years     integer,  -- of the rule
    last_day  date,     -- from which it counted
    ground    text NOT NULL DEFAULT '' CHECK (ground IN ('', 'dpa_s47', 'uk_gdpr_art17', 'never_ours')),
    asked_by  text NOT NULL DEFAULT '',
    agreed_by text NOT NULL DEFAULT '',
    erased_at timestamptz NOT NULL,
    erased_by text NOT NULL CHECK (erased_by <> ''),
    tables    text[] NOT NULL,
    rows      integer[] NOT NULL, -- deleted or blanked of each table, by all of one transaction
    together  integer NOT NULL CHECK (together > 0), -- people of that transaction
    CHECK (cardinality(tables) = cardinality(rows)),
    CHECK ((cause = 'rule') = (years IS NOT NULL)),
    CHECK (cause <> 'request' OR ground <> '' AND asked_by <> '' AND agreed_by <> '' AND agreed_by <> asked_by)
);
CREATE INDEX erasure_refs ON erasure USING gin (refs);

-- Keyed hashes of the prison numbers of people who were erased: an extract that
-- is older than the erasure does not bring them back. They go after as many years
-- as the rule has.
CREATE TABLE erased_number (
    hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
    key_id     text NOT NULL,
    erased_at  timestamptz NOT NULL,
    erasure_id bigint NOT NULL REFERENCES erasure,
    PRIMARY KEY (hash, erasure_id)
);
CREATE INDEX erased_number_at ON erased_number (erased_at);

-- The ledger of nights.
CREATE TABLE retention_night (
    day     date PRIMARY KEY,
    due     integer NOT NULL,
    erased  integer NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'not_confirmed', 'too_many')),
    done_at timestamptz NOT NULL
);

-- What the figures count of people who were erased: numbers by week and home area.
CREATE TABLE figure_kept (
    home_area text NOT NULL REFERENCES authority,
    monday    date NOT NULL,
    what      text NOT NULL CHECK (what IN ('notice', 'moves', 'required', 'home', 'treatment', 'texts', 'answers')),
    service   text NOT NULL DEFAULT '', -- answers: whose
    value     double precision NOT NULL DEFAULT 0, -- notice: working days; answers: hours
    of        bigint NOT NULL,
    number    bigint NOT NULL,
    PRIMARY KEY (home_area, monday, what, service, value)
);

-- The history of what the unit set is never changed, but for one thing: a request
-- that was made for one person alone has the officer's own words in it, and these
-- go with the person.
-- +goose StatementBegin
CREATE FUNCTION forget_one_offs(releases bigint[]) RETURNS SETOF bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM unit_change c USING standard s
     WHERE s.release_id = ANY (releases) AND c.kind = 'standard' AND c.object = s.code AND acting_as() = 'system:retention'
    RETURNING c.id
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION forget_one_offs(bigint[]) FROM PUBLIC;

-- A row that others point at is deleted: without these each of them would be
-- looked for in the whole table.
CREATE INDEX attention_person ON attention (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX attention_release_all ON attention (release_id) WHERE release_id IS NOT NULL;
CREATE INDEX attention_task ON attention (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX attention_inbound ON attention (inbound_id) WHERE inbound_id IS NOT NULL;
CREATE INDEX inbound_text_person ON inbound_text (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX message_item_about ON message_item (about_message) WHERE about_message IS NOT NULL;
CREATE INDEX opening_person ON opening (person_id);
CREATE INDEX opening_release ON opening (release_id);
CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX person_number_person ON person_number (person_id);
CREATE INDEX take_back_event ON take_back (event_id);
CREATE INDEX task_standard ON task (standard);

-- +goose Down
SELECT 1;

-- +goose Up
-- Sharing agreements as data: who shares what with whom, on which legal ground,
-- from when to when. A service without one in force is told nothing.

CREATE TABLE agreement (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref           text NOT NULL UNIQUE,
    version       integer NOT NULL DEFAULT 1,
    title         text NOT NULL CHECK (title <> ''),
    purpose       text NOT NULL CHECK (purpose <> ''),
    gateways      text[] NOT NULL CHECK (gateways <> '{}' AND gateways <@ ARRAY['cda_1998_s115', 'oma_2007_s14', 'ha_1996_s213b', 'other']),
    gateway_words text NOT NULL DEFAULT '',
    our_regime    text NOT NULL CHECK (our_regime IN ('dpa_part3', 'uk_gdpr')),
    their_regime  text NOT NULL CHECK (their_regime IN ('dpa_part3', 'uk_gdpr')),
    categories    text[] NOT NULL CHECK (categories <> '{}' AND categories <@ ARRAY['identity', 'contact', 'release_days', 'housing',
                      'money_and_work', 'family', 'health', 'offence', 'risk']),
    domains       text[] NOT NULL,          -- of e-mail addresses, in small letters
    owner_id      bigint NOT NULL REFERENCES account,
    starts_on     date NOT NULL,            -- London days; the first and the last count
    review_on     date NOT NULL,
    ends_on       date NOT NULL,
    ended_on      date,                     -- by hand: from that day on it is not in force
    ended_why     text NOT NULL DEFAULT '',
    file_name     text NOT NULL DEFAULT '', -- of the signed paper, which is not kept here
    file_hash     text NOT NULL DEFAULT '' CHECK (file_hash ~ '^([0-9a-f]{64})?$'), -- its SHA-256
    CHECK (starts_on <= review_on AND review_on <= ends_on),
    CHECK (ended_on IS NULL OR ended_why <> ''),
    CHECK (gateway_words <> '' OR NOT 'other' = ANY (gateways))
);

-- With whom: a service of the directory in one area (or prison, or '*'), or
-- wherever it is (empty). It holds for rows that come into the directory later.
CREATE TABLE agreement_partner (
    agreement_id bigint NOT NULL REFERENCES agreement,
    service      text NOT NULL CHECK (service <> ''),
    area         text NOT NULL,
    PRIMARY KEY (agreement_id, service, area)
);

-- Under which agreements a message was sent to a service, and which agreement a
-- line for an officer is about.
ALTER TABLE message ADD COLUMN agreements bigint[] NOT NULL DEFAULT '{}';
ALTER TABLE message_item ADD COLUMN agreement_id bigint REFERENCES agreement;

ALTER TABLE unit_change
    DROP CONSTRAINT unit_change_kind_check,
    ADD CONSTRAINT unit_change_kind_check CHECK (kind IN ('service', 'standard', 'local_prisons', 'settings', 'agreement'));

-- Who recorded a consent and who its withdrawal, and on which day the person
-- took it back.
ALTER TABLE consent
    ADD COLUMN recorded_by  text NOT NULL DEFAULT '',
    ADD COLUMN withdrawn_by text NOT NULL DEFAULT '',
    ADD COLUMN withdrawn_on date;
CREATE INDEX consent_person ON consent (person_id, id);

-- A consent that a request needs was taken back after it was asked: from then on
-- its holder does nothing more, until a later consent.
ALTER TABLE task ADD COLUMN stopped_at timestamptz;

-- That a person was given the privacy notice: by whom, in which language, when.
-- Each time is a row.
CREATE TABLE privacy_notice (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   bigint NOT NULL REFERENCES person,
    given_on    date NOT NULL,
    given_by    text NOT NULL CHECK (given_by <> ''),
    language    text NOT NULL CHECK (language <> ''),
    recorded_at timestamptz NOT NULL,
    actor       text NOT NULL CHECK (actor <> ''),
    form_key    text NOT NULL UNIQUE -- the form's own: sent twice, it is one
);
CREATE INDEX privacy_notice_person ON privacy_notice (person_id, given_on DESC);

-- Why the unit holds a person's data where there is no IOM status.
ALTER TABLE person ADD COLUMN purpose text NOT NULL DEFAULT '';

ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate', 'place_blocked', 'called_off', 'missed', 'itinerary', 'question', 'answered', 'not_died', 'opened', 'opening_asked',
        'agreement_ending', 'agreement_ended', 'paused', 'resumed'));

-- +goose Down
SELECT 1;

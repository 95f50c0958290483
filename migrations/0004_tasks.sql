-- +goose Up
-- What has to be ready for one release, who does it, by when.

CREATE TABLE task (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref               text NOT NULL UNIQUE,
    release_id        bigint NOT NULL REFERENCES release,
    standard          text NOT NULL REFERENCES standard,
    state             text NOT NULL CHECK (state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'done', 'declined',
                          'no_capacity', 'passed_on', 'not_wanted', 'not_eligible', 'too_late', 'withdrawn')),
    hand_off_on       date, -- the usual day; null until the anchor day is known
    due_on            date, -- the usual day until handed off, then fixed
    usual_due_on      date,
    latest_start_on   date, -- after this day it is too late to start
    waiting_for       text[] NOT NULL DEFAULT '{}',
    nobody            boolean NOT NULL DEFAULT false, -- nobody to send it to
    waiting_since     date, -- the first watch that saw it wait on or after its hand-off day
    short_notice      boolean NOT NULL DEFAULT false,
    first_load        boolean NOT NULL DEFAULT false,
    service_id        bigint REFERENCES service, -- the row of the directory that holds it, where it is a service
    contact_name      text NOT NULL DEFAULT '',
    contact_email     text NOT NULL DEFAULT '',
    contact_note      text NOT NULL DEFAULT '', -- "general contact, not this prison", "no officer named"
    planned_at        timestamptz NOT NULL,
    planned_by        text NOT NULL,
    handed_off_at     timestamptz,
    handed_off_on     date,
    acknowledge_by    timestamptz,
    acknowledged_at   timestamptz,
    accepted_at       timestamptz,
    done_at           timestamptz,
    full_until        date,
    reason            text NOT NULL DEFAULT '',
    evidence          text[] NOT NULL DEFAULT '{}',
    housing_authority text REFERENCES authority, -- recorded in the task whose evidence is authority_chosen
    om_cleared_at     timestamptz,
    om_released_at    timestamptz,
    rung              smallint NOT NULL DEFAULT 0 CHECK (rung BETWEEN 0 AND 3),
    rung_at           timestamptz,
    next_rung_at      timestamptz,
    version           integer NOT NULL DEFAULT 1,
    UNIQUE (release_id, standard),
    CHECK (state IN ('planned', 'too_late', 'withdrawn', 'not_eligible', 'not_wanted', 'done') OR handed_off_at IS NOT NULL)
);
CREATE INDEX task_due_to_hand_off ON task (hand_off_on) WHERE state = 'planned';
CREATE INDEX task_latest_start ON task (latest_start_on) WHERE state = 'planned' AND latest_start_on IS NOT NULL;
CREATE INDEX task_waiting ON task (release_id) WHERE state = 'planned' AND waiting_since IS NOT NULL;
CREATE INDEX task_asked_on ON task (handed_off_on) WHERE state = 'handed_off';
CREATE INDEX task_nobody ON task (release_id) WHERE nobody;
CREATE INDEX task_next_rung ON task (next_rung_at) WHERE next_rung_at IS NOT NULL;
CREATE INDEX task_late ON task (due_on) WHERE state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');
CREATE INDEX task_service ON task (service_id) WHERE service_id IS NOT NULL;

-- Every step after planning, with its time and actor.
CREATE TABLE task_event (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id bigint NOT NULL REFERENCES task,
    state   text NOT NULL CHECK (state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'done', 'declined',
                'no_capacity', 'passed_on', 'not_wanted', 'not_eligible', 'too_late', 'withdrawn')),
    at      timestamptz NOT NULL,
    actor   text NOT NULL CHECK (actor <> ''),
    reason  text NOT NULL DEFAULT '',
    sent_to text NOT NULL DEFAULT ''
);
CREATE INDEX task_event_task ON task_event (task_id);

CREATE TABLE appointment (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         text NOT NULL UNIQUE,
    external_id text UNIQUE, -- the sender's own reference
    person_id   bigint NOT NULL REFERENCES person,
    release_id  bigint NOT NULL REFERENCES release,
    service     text NOT NULL,
    starts_at   timestamptz NOT NULL,
    minutes     integer CHECK (minutes > 0),
    place       text NOT NULL CHECK (place <> ''),
    place_safe  boolean NOT NULL DEFAULT false,
    phone       text NOT NULL DEFAULT '',
    kind        text NOT NULL DEFAULT '',
    state       text NOT NULL CHECK (state IN ('booked', 'moved', 'cancelled', 'attended', 'missed', 'not_needed')),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX appointment_release ON appointment (release_id);
CREATE INDEX appointment_person ON appointment (person_id, starts_at);
CREATE UNIQUE INDEX appointment_without_id ON appointment (person_id, service, starts_at) WHERE external_id IS NULL;

-- The ledger of the watch: is London day D done?
CREATE TABLE watch_day (
    day             date PRIMARY KEY,
    by_hand         boolean NOT NULL,
    covered_by      date, -- a missed day: done in one pass by the watch of this later day
    started_at      timestamptz NOT NULL,
    done_at         timestamptz NOT NULL,
    planned         integer NOT NULL,
    handed_off      integer NOT NULL,
    reminded        integer NOT NULL,
    escalated       integer NOT NULL,
    digests         integer NOT NULL,
    alerts          integer NOT NULL,
    messages_queued integer NOT NULL
);

-- +goose Down
SELECT 1;

-- +goose Up
-- When the day moves: what happened to a person and in which order, decisions,
-- what was thought when, and messages that wait for their import.

-- What the newest row of the extracts tells of where a person is. What holds is
-- worked out from this and from life_event, whatever came first.
ALTER TABLE person
    ADD COLUMN told_at            timestamptz,
    ADD COLUMN told_prison        text NOT NULL DEFAULT '',
    ADD COLUMN told_status        text NOT NULL DEFAULT '',
    ADD COLUMN told_legal_status  text NOT NULL DEFAULT '',
    ADD COLUMN told_received_on   date,
    ADD COLUMN told_released_on   date,
    ADD COLUMN told_movement      text NOT NULL DEFAULT '',
    ADD COLUMN told_home_area     text NOT NULL DEFAULT '',
    ADD COLUMN pom_gone_name      text NOT NULL DEFAULT '', -- the officer of the prison left behind: no longer theirs
    ADD COLUMN pom_gone_email     text NOT NULL DEFAULT '',
    ADD COLUMN next_of_kin_told_at timestamptz,
    ADD COLUMN merged_into        bigint REFERENCES person;
UPDATE person p SET told_at = r.custody_as_of, told_prison = r.prison, told_status = r.custody_status,
       told_legal_status = r.legal_status, told_received_on = r.received_on, told_released_on = r.released_on,
       told_movement = r.movement_reason, told_home_area = p.home_area
FROM release r WHERE r.person_id = p.id AND r.is_current;

-- What happened, from event files and from the extracts. Nothing is deleted: an
-- extract may take back what it told (superseded_at), a merge gives it to the
-- one who remains.
CREATE TABLE life_event (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    external_id   text UNIQUE, -- the sender's own; null: worked out from an extract
    person_id     bigint NOT NULL REFERENCES person,
    at            timestamptz NOT NULL,
    event         text NOT NULL CHECK (event IN ('received', 'transferred', 'court', 'temporary_absence', 'hospital', 'released',
                      'released_from_court', 'released_in_error', 'removed', 'extradited', 'immigration_centre',
                      'other_jurisdiction', 'escaped', 'absconded', 'failed_to_return', 'left_unknown', 'recalled', 'died',
                      'merged', 'moved_area', 'friday_scheme', 'consent', 'checked', 'checked_against_licence',
                      'yes_tell_them', 'next_of_kin_told', 'reason_written')),
    prison        text REFERENCES prison,
    legal_status  text NOT NULL DEFAULT '',
    area          text REFERENCES authority,
    about         text NOT NULL DEFAULT '', -- a task's code, a consent, a decision, the other prison number
    reason        text NOT NULL DEFAULT '',
    source        text NOT NULL,
    recorded_at   timestamptz NOT NULL,
    recorded_by   text NOT NULL,
    superseded_at timestamptz
);
CREATE INDEX life_event_person ON life_event (person_id, at);
CREATE INDEX life_event_of_import ON life_event (source) WHERE external_id IS NULL; -- what an extract brought about
CREATE INDEX extract_row_import ON extract_row (import_id);

ALTER TABLE release
    DROP CONSTRAINT release_person_id_episode_key,
    ADD CONSTRAINT release_person_id_episode_key UNIQUE (person_id, episode) DEFERRABLE,
    ADD COLUMN opened_at        timestamptz, -- the event that began the episode; null: the first we know of
    ADD COLUMN opened_by        text NOT NULL DEFAULT '',
    ADD COLUMN place            text NOT NULL DEFAULT 'held' CHECK (place IN ('held', 'court', 'absent', 'hospital', 'left_unknown',
                                    'at_large', 'released', 'removed', 'died')),
    ADD COLUMN left_on          date,        -- the London day on which the person left, by whatever way
    ADD COLUMN left_by          text NOT NULL DEFAULT '',
    ADD COLUMN requests_at      timestamptz, -- left, reason unknown: when the requests go without an answer
    ADD COLUMN withheld         boolean NOT NULL DEFAULT false, -- released in error: no service, no text until "yes, tell them"
    ADD COLUMN scheme           text NOT NULL DEFAULT '' CHECK (scheme IN ('', 'applied', 'refused', 'one_day_more')),
    ADD COLUMN scheme_for       date,        -- the statutory date that was decided on
    ADD COLUMN scheme_reason    text NOT NULL DEFAULT '',
    ADD COLUMN scheme_at        timestamptz,
    ADD COLUMN scheme_by        text NOT NULL DEFAULT '',
    ADD COLUMN presumed         boolean NOT NULL DEFAULT false, -- nobody has decided on the scheme yet: both days are told
    ADD COLUMN reason_written   text NOT NULL DEFAULT '',       -- why the day passed and the person is still in
    ADD COLUMN reason_for       date,        -- the planned day the reason was written for
    ADD COLUMN licence_checked_at timestamptz,
    ADD COLUMN missing_since    date,        -- missing from two later files of one source
    ADD COLUMN held_by          bigint REFERENCES import; -- an import that waits for somebody to press send
UPDATE release SET place = CASE state WHEN 'released' THEN 'released' WHEN 'died' THEN 'died' WHEN 'left_unknown' THEN 'left_unknown' ELSE 'held' END,
       left_on = CASE state WHEN 'left_unknown' THEN (custody_as_of AT TIME ZONE 'Europe/London')::date ELSE released_on END,
       requests_at = CASE WHEN state = 'left_unknown' AND is_current THEN decided_at + interval '1 hour' END;
CREATE INDEX release_requests_at ON release (requests_at) WHERE requests_at IS NOT NULL;
CREATE INDEX release_held_by ON release (held_by) WHERE held_by IS NOT NULL;

ALTER TABLE release_change
    ADD COLUMN import_id bigint REFERENCES import,
    ADD COLUMN unmet     text[] NOT NULL DEFAULT '{}'; -- standards that could be met before and no longer can
CREATE INDEX release_change_import ON release_change (import_id) WHERE import_id IS NOT NULL;

-- What was thought of a release and from when on: what do we answer to "what did
-- you think on 3 March"?
CREATE TABLE release_history (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id        bigint NOT NULL REFERENCES release,
    at                timestamptz NOT NULL,
    prison            text NOT NULL,
    legal_status      text NOT NULL,
    custody_status    text NOT NULL,
    out_of_area       text NOT NULL,
    miles             integer,
    state             text NOT NULL,
    deciding_type     text NOT NULL,
    statutory_date    date,
    working_day       date,
    friday_scheme_day date,
    planned_day       date,
    released_on       date,
    reasons           text[] NOT NULL,
    explanation       text NOT NULL
);
CREATE INDEX release_history_release ON release_history (release_id, at);
INSERT INTO release_history (release_id, at, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type,
       statutory_date, working_day, friday_scheme_day, planned_day, released_on, reasons, explanation)
SELECT id, decided_at, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type, statutory_date, working_day,
       friday_scheme_day, planned_day, released_on, reasons, explanation FROM release;

ALTER TABLE task
    DROP CONSTRAINT task_release_id_standard_key,
    ADD CONSTRAINT task_release_id_standard_key UNIQUE (release_id, standard) DEFERRABLE, -- a merge lets two tasks change places
    ADD COLUMN told_day     date,                    -- the planned day its holder was last told
    ADD COLUMN told_or      date,                    -- and the other one, where the Friday scheme was presumed
    ADD COLUMN told_due     date,                    -- and the due day
    ADD COLUMN asked_where text NOT NULL DEFAULT '', -- the prison, or the home area, whose service was asked
    ADD COLUMN done_before  date,                    -- done in an earlier episode: "was done on ...: still good?"
    ADD COLUMN review       boolean NOT NULL DEFAULT false; -- waits for an answer of the go-live review
UPDATE task t SET told_day = r.planned_for, told_due = t.due_on,
       asked_where = CASE s.found_by WHEN 'prison' THEN r.prison WHEN 'area' THEN p.home_area ELSE '' END
FROM release r JOIN person p ON p.id = r.person_id, standard s
WHERE r.id = t.release_id AND s.code = t.standard AND t.handed_off_at IS NOT NULL
  AND t.state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');
CREATE INDEX task_asked_where ON task (release_id)
    WHERE asked_where <> '' AND state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');
CREATE INDEX task_review ON task (release_id) WHERE review;
ALTER TABLE task_event ADD COLUMN due_on date; -- the due day from then on, where it was set or moved

ALTER TABLE message ADD COLUMN import_id bigint REFERENCES import; -- what it waits for while it is held
CREATE INDEX message_import ON message (import_id) WHERE state = 'held';
ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate')),
    ADD COLUMN dropped boolean NOT NULL DEFAULT false; -- superseded before it left

ALTER TABLE import
    DROP CONSTRAINT import_kind_check,
    ADD CONSTRAINT import_kind_check CHECK (kind IN ('releases', 'services', 'appointments', 'events', 'holidays', 'local_prisons', 'review')),
    ADD COLUMN brake       text NOT NULL DEFAULT '', -- why its messages are held; '' they are not
    ADD COLUMN sent_at     timestamptz,              -- somebody pressed send
    ADD COLUMN sent_by     text NOT NULL DEFAULT '';

ALTER TABLE reference_file ADD COLUMN replaced_at timestamptz; -- a unit's own file stands in its place

-- +goose Down
SELECT 1;

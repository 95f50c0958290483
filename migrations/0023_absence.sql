-- +goose Up
-- Who is away, and who stands in for them; questions that services ask about a
-- request.

-- From the first day to the last (London days, both included) what is for the
-- account is the deputy's too: another account, or the deputy whom the directory
-- names for a service. Nothing is moved: the rows in force say whom to tell.
CREATE TABLE absence (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref            text NOT NULL UNIQUE,
    account_id     bigint NOT NULL REFERENCES account,
    from_day       date NOT NULL,
    to_day         date NOT NULL CHECK (to_day >= from_day),
    deputy_id      bigint REFERENCES account CHECK (deputy_id <> account_id),
    deputy_service bigint REFERENCES service,
    set_by         text NOT NULL CHECK (set_by <> ''),
    set_at         timestamptz NOT NULL,
    ended_at       timestamptz, -- before its last day, by a person
    ended_by       text NOT NULL DEFAULT '',
    CHECK (num_nonnulls(deputy_id, deputy_service) = 1)
);
CREATE INDEX absence_account ON absence (account_id, from_day);
CREATE INDEX absence_in_force ON absence (to_day) WHERE ended_at IS NULL;

-- For whom the recipient of a message stands in with this line.
ALTER TABLE message_item ADD COLUMN absence_id bigint REFERENCES absence;

-- What a deputy is shown of what went to an address.
CREATE INDEX message_email_to ON message (lower(recipient), queued_at) WHERE channel = 'email';

-- What a service asks the unit about a request, and what it is told. The words
-- may hold personal data: they stand on the page and nowhere else.
CREATE TABLE task_question (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         text NOT NULL UNIQUE,
    task_id     bigint NOT NULL REFERENCES task,
    question    text NOT NULL CHECK (question <> ''),
    asked_by    bigint NOT NULL REFERENCES account,
    asked_at    timestamptz NOT NULL,
    answer      text NOT NULL DEFAULT '',
    answered_by bigint REFERENCES account,
    answered_at timestamptz,
    CHECK ((answered_at IS NULL) = (answer = '') AND (answered_at IS NULL) = (answered_by IS NULL))
);
CREATE INDEX task_question_task ON task_question (task_id, id);

ALTER TABLE attention
    DROP CONSTRAINT attention_kind_check,
    ADD CONSTRAINT attention_kind_check CHECK (kind IN ('undelivered', 'unknown_outcome', 'reply', 'not_answering', 'told_data',
        'held_row', 'account_alarm', 'place_blocked', 'question'));

ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate', 'missed', 'itinerary', 'question', 'answered'));

-- +goose Down
SELECT 1;

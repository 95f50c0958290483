-- +goose Up
-- E-mail from sending to proof: how far the mailbox of bounces has been read,
-- and calendar files for those who want them.

-- How far a mailbox file has been read, and what stood before that place: a file
-- that was emptied or changed for another is recognised by it.
CREATE TABLE bounce_mark (
    name    text PRIMARY KEY, -- machine and path
    size    bigint NOT NULL CHECK (size >= 0),
    tail    bytea NOT NULL,
    read_at timestamptz NOT NULL
);

ALTER TABLE service ADD COLUMN calendar boolean NOT NULL DEFAULT false; -- wants calendar files of its appointments
ALTER TABLE account ADD COLUMN calendar boolean NOT NULL DEFAULT false; -- wants those of their people
ALTER TABLE message_words ADD COLUMN calendar text NOT NULL DEFAULT ''; -- the file that went with the words

ALTER TABLE message
    DROP CONSTRAINT message_kind_check,
    ADD CONSTRAINT message_kind_check CHECK (kind IN ('request', 'reminder', 'escalation', 'digest', 'alert', 'told',
        'appointment_reminder', 'auto_reply', 'calendar'));
ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate', 'called_off'));

-- +goose Down
SELECT 1;

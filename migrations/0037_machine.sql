-- +goose Up
-- The administrator's pages: lists of accounts confirmed line by line, and who
-- has paused a queue of jobs.

-- What was said of each account when a list was confirmed. A list that was
-- confirmed before there were lines has none.
CREATE TABLE list_confirmation_line (
    confirmation_id bigint NOT NULL REFERENCES list_confirmation,
    account_id      bigint NOT NULL REFERENCES account,
    answer          text NOT NULL CHECK (answer IN ('stays', 'left')),
    PRIMARY KEY (confirmation_id, account_id)
);

-- Who has paused a queue, and why. That it is paused is River's to know.
CREATE TABLE queue_pause (
    queue     text PRIMARY KEY CHECK (queue <> ''),
    paused_at timestamptz NOT NULL,
    paused_by bigint NOT NULL REFERENCES account,
    reason    text NOT NULL CHECK (reason <> '')
);

-- Whoever confirms a list is reminded that it is due.
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message ADD CONSTRAINT message_kind_check CHECK (kind IN ('request', 'reminder', 'escalation', 'digest', 'alert', 'told',
        'appointment_reminder', 'auto_reply', 'calendar', 'invitation', 'unused_account', 'audit_head', 'lists_due'));

-- +goose Down
SELECT 1;

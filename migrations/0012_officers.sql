-- +goose Up
-- What officers choose to hear, what people decide about messages, and with
-- which words things leave a list.

-- No row: everything.
CREATE TABLE account_choice (
    account_id bigint PRIMARY KEY REFERENCES account,
    digest     boolean NOT NULL, -- false: only their own late tasks
    left_out   text[] NOT NULL DEFAULT '{}' CHECK (left_out <@ ARRAY['comings', 'days', 'prison', 'services', 'not_ready', 'messages']),
    version    integer NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL
);

-- Why something left somebody's list, in the words of who took it off.
ALTER TABLE attention ADD COLUMN close_note text NOT NULL DEFAULT '';
CREATE INDEX attention_list ON attention (role, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX attention_message ON attention (message_id) WHERE message_id IS NOT NULL;

-- The message that this one sends again: once each.
ALTER TABLE message ADD COLUMN resend_of bigint UNIQUE REFERENCES message;

-- What happened to a message beside what its row says: attempts that did not end
-- well, and what people decided.
CREATE TABLE message_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES message,
    event      text NOT NULL CHECK (event IN ('tried', 'arrived', 'told_another_way', 'sent_again')),
    attempt    integer, -- of a try
    at         timestamptz NOT NULL,
    actor      text NOT NULL CHECK (actor <> ''),
    note       text NOT NULL DEFAULT ''
);
CREATE INDEX message_event_message ON message_event (message_id, id);

-- +goose Down
SELECT 1;

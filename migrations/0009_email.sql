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

-- +goose Down
SELECT 1;

-- +goose Up
-- Whether messages may leave: a switch for each channel, which database this
-- is, how many have left; and what is still to be asked of, or wiped at, the
-- provider of texts.

CREATE TABLE sending_switch (
    channel   text PRIMARY KEY CHECK (channel IN ('email', 'text')),
    why       text NOT NULL DEFAULT '' CHECK (why IN ('', 'person', 'alarm')), -- '' the channel is on
    reason    text NOT NULL DEFAULT '',
    paused_at timestamptz,
    paused_by text NOT NULL DEFAULT '',
    CHECK ((why = '') = (paused_at IS NULL))
);
INSERT INTO sending_switch (channel) VALUES ('email'), ('text');

-- Where this database lives. A restored copy finds itself somewhere else: on
-- another server or timeline, under another oid, or with this table made anew.
CREATE TABLE sending_home (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    server      bigint NOT NULL,  -- system identifier
    timeline    integer NOT NULL,
    database    bigint NOT NULL,  -- oid
    own_table   bigint NOT NULL,  -- oid of this table
    noted_at    timestamptz NOT NULL,
    restored_at timestamptz       -- since then nothing is sent
);

-- Turns taken of a limit: "text minute", "person 17 day".
CREATE TABLE sending_count (
    scope       text NOT NULL,
    starts      timestamptz NOT NULL,
    taken       integer NOT NULL DEFAULT 0,
    turned_away integer NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, starts)
);

-- Texts of unknown outcome are looked for in the provider's list; the words of
-- settled ones, and of those that came in, are wiped there.
ALTER TABLE message
    ADD COLUMN looks               integer NOT NULL DEFAULT 0,
    ADD COLUMN looked_at           timestamptz,
    ADD COLUMN provider_blanked_at timestamptz,
    ADD COLUMN blank_tries         integer NOT NULL DEFAULT 0,
    ADD COLUMN blank_next          timestamptz;
ALTER TABLE inbound_text
    ADD COLUMN provider_blanked_at timestamptz,
    ADD COLUMN blank_tries         integer NOT NULL DEFAULT 0,
    ADD COLUMN blank_next          timestamptz;
-- One index for both looks: each update of a message pays for it.
CREATE INDEX message_at_provider ON message (sent_at)
    WHERE channel = 'text' AND provider_ref <> '' AND provider_blanked_at IS NULL AND state IN ('sent', 'delivered', 'failed');
CREATE INDEX inbound_text_to_blank ON inbound_text (at) WHERE provider_blanked_at IS NULL;

-- +goose Down
SELECT 1;

-- +goose Up
-- Signing in: passphrases, sessions, and what slows guessing down.

-- Grows with everything that ends an account's sessions (disabled, reset, a new
-- passphrase): a session of an earlier epoch is over, whenever it was written.
ALTER TABLE account ADD COLUMN session_epoch integer NOT NULL DEFAULT 0;

-- In a table of its own, so that nothing that lists accounts reads it.
CREATE TABLE account_passphrase (
    account_id bigint PRIMARY KEY REFERENCES account,
    hash       text NOT NULL CHECK (hash LIKE '$argon2id$%'),
    chosen_at  timestamptz NOT NULL
);

-- Who is signed in. Only a hash of the cookie's token is kept; data is what the
-- pages keep with a session: ids and instants.
CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    epoch      integer NOT NULL,
    data       jsonb NOT NULL,
    began_at   timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_at);

-- Failed sign-ins, counted by account and place, by account, and by place, each
-- known by a hash. clear_at is when the last of them is forgotten.
CREATE TABLE sign_in_failure (
    kind     text NOT NULL CHECK (kind IN ('pair', 'account', 'place')),
    key      bytea NOT NULL,
    clear_at timestamptz NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX sign_in_failure_clear ON sign_in_failure (clear_at);

-- Network addresses, hashed, from which an account has signed in.
CREATE TABLE sign_in_place (
    account_id bigint NOT NULL REFERENCES account,
    place      bytea NOT NULL,
    last_at    timestamptz NOT NULL,
    PRIMARY KEY (account_id, place)
);
CREATE INDEX sign_in_place_last ON sign_in_place (last_at);

ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check CHECK (action IN ('collect', 'alter', 'consult', 'disclose',
    'combine', 'erase', 'sign_in', 'sign_in_failed', 'sign_out'));

-- +goose Down
SELECT 1;

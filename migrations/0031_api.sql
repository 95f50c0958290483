-- +goose Up
-- The JSON API: who may ask, and what a request was answered, so that the same
-- one sent again does nothing twice.

-- A bearer token of an account. Only a hash of it is kept. It is good as long as
-- the account is enabled and of the same epoch: whatever ends the account's
-- sessions (disabled, reset, suspended, another role or passphrase) ends it too.
CREATE TABLE api_token (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref        text NOT NULL UNIQUE,
    token_hash bytea NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES account,
    epoch      integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at    timestamptz, -- the last time, to the minute
    ended_at   timestamptz
);
CREATE INDEX api_token_account ON api_token (account_id);

-- What a POST with an Idempotency-Key was answered, for a day. The request and
-- its key are known by hashes; no answer to a POST tells who somebody is. Without
-- a status it is still being worked on, or the program stopped while it was.
CREATE TABLE api_answer (
    token_id     bigint NOT NULL REFERENCES api_token,
    account_id   bigint NOT NULL REFERENCES account,
    key_hash     bytea NOT NULL,
    request_hash bytea NOT NULL,
    at           timestamptz NOT NULL,
    status       integer CHECK (status BETWEEN 200 AND 599),
    kind         text NOT NULL DEFAULT '', -- the media type of the answer
    body         bytea,
    PRIMARY KEY (token_id, key_hash),
    CHECK ((status IS NULL) = (body IS NULL))
);
CREATE INDEX api_answer_at ON api_answer (account_id, at);

-- +goose Down
SELECT 1;

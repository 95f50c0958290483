-- +goose Up
-- Accounts: proving again that it is you, a second factor, invitations, unused
-- accounts, asking for access, and confirming who still needs it.

-- When whoever has the session last showed that it is they; empty in a session
-- that the program before this one began: then it is when they signed in.
ALTER TABLE session ADD COLUMN proved_at timestamptz;

-- The second factor (RFC 6238). The secret is sealed with a key that is not in
-- the database. A code counts once: none of last_step or before is taken.
CREATE TABLE account_second_factor (
    account_id bigint PRIMARY KEY REFERENCES account,
    secret     bytea NOT NULL,
    set_at     timestamptz NOT NULL,
    last_step  bigint NOT NULL
);

-- Codes for whoever has lost the device: hashes of 80 random bits, each good once.
CREATE TABLE account_recovery_code (
    account_id bigint NOT NULL REFERENCES account,
    hash       bytea NOT NULL,
    made_at    timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (account_id, hash)
);

-- Who is half in: the passphrase, the link or the single sign-on was right, and
-- the second factor is still to come. It is no session, and opens no page.
CREATE TABLE sign_in_half (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    epoch      integer NOT NULL,
    stage      text NOT NULL CHECK (stage IN ('code', 'set_up')),
    replaces   boolean NOT NULL, -- it sets another one up in the place of the one there is
    how        text NOT NULL CHECK (how <> ''),
    secret     bytea,            -- set_up: the new secret, sealed
    began_at   timestamptz NOT NULL,
    CHECK ((stage = 'set_up') = (secret IS NOT NULL))
);
CREATE INDEX sign_in_half_account ON sign_in_half (account_id);
CREATE INDEX sign_in_half_began ON sign_in_half (began_at);

-- +goose Down
SELECT 1;

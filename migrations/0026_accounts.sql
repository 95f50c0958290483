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

-- When an account was last signed in with; when it was suspended because nobody
-- used it (disabled_at then says so too, for everything that asks who is
-- enabled), warned that it will be, and woken again.
ALTER TABLE account
    ADD COLUMN signed_in_at timestamptz,
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN warned_at    timestamptz,
    ADD COLUMN woken_at     timestamptz,
    ADD CONSTRAINT account_suspended_check CHECK (suspended_at IS NULL OR disabled_at IS NOT NULL);
UPDATE account SET signed_in_at = (SELECT max(at) FROM audit WHERE action = 'sign_in' AND object_kind = 'account' AND object_id = account.id);
-- Nobody is suspended for what was not counted before.
UPDATE account SET woken_at = coalesce((SELECT at FROM clock_mark), now()) WHERE disabled_at IS NULL;

-- Who asks for an account, with an address at a partner's domain, and what the
-- coordinator said.
CREATE TABLE access_request (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref        text NOT NULL UNIQUE,
    email      text NOT NULL CHECK (email <> ''),
    name       text NOT NULL CHECK (name <> ''),
    service    text NOT NULL CHECK (service <> ''),
    area       text NOT NULL REFERENCES authority,
    asked_at   timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by bigint REFERENCES account,
    approved   boolean,
    CHECK ((decided_at IS NULL) = (approved IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
CREATE UNIQUE INDEX access_request_open ON access_request (lower(email)) WHERE decided_at IS NULL;

ALTER TABLE sign_in_failure
    DROP CONSTRAINT sign_in_failure_kind_check,
    ADD CONSTRAINT sign_in_failure_kind_check CHECK (kind IN ('pair', 'account', 'place', 'ask'));

-- That somebody has looked through the accounts of an agency, known by the
-- domain of its addresses, and each of them is still needed.
CREATE TABLE list_confirmation (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    domain       text NOT NULL CHECK (domain = lower(domain) AND domain <> ''),
    confirmed_by bigint NOT NULL REFERENCES account,
    confirmed_at timestamptz NOT NULL,
    accounts     integer NOT NULL CHECK (accounts >= 0)
);
CREATE INDEX list_confirmation_domain ON list_confirmation (domain, confirmed_at DESC);

-- +goose Down
SELECT 1;

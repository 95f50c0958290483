-- +goose Up
-- Who may act, and what was done.

CREATE TABLE account (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         text NOT NULL UNIQUE,
    email       text NOT NULL CHECK (email <> ''),
    name        text NOT NULL CHECK (name <> ''),
    role        text NOT NULL CHECK (role IN ('link_officer', 'offender_manager', 'spoc', 'coordinator',
                    'information_lead', 'administrator')),
    created_at  timestamptz NOT NULL,
    disabled_at timestamptz
);
CREATE UNIQUE INDEX account_email_key ON account (lower(email));

CREATE TABLE account_area (
    account_id bigint NOT NULL REFERENCES account,
    area       text NOT NULL REFERENCES authority,
    PRIMARY KEY (account_id, area)
);

CREATE TABLE account_service (
    account_id bigint NOT NULL REFERENCES account,
    service    text NOT NULL,
    PRIMARY KEY (account_id, service)
);

-- One-time links: only a hash of the token is kept.
CREATE TABLE account_link (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX account_link_account ON account_link (account_id);

-- Insert-only: who did what to which thing, when. Ids and codes, no personal data.
CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor       text NOT NULL CHECK (actor <> ''),
    action      text NOT NULL CHECK (action IN ('collect', 'alter', 'consult', 'disclose', 'combine', 'erase')),
    object_kind text NOT NULL,
    object_id   bigint,
    detail      text NOT NULL DEFAULT ''
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_object ON audit (object_kind, object_id);

-- +goose StatementBegin
CREATE FUNCTION audit_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is insert-only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_insert_only();

-- The newest instant any process has seen: time never runs backwards on one database.
CREATE TABLE clock_mark (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    at timestamptz NOT NULL
);

-- +goose Down
SELECT 1;

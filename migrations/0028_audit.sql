-- +goose Up
-- The audit says about whom a view was, to whom something went and under which
-- agreement; and its rows are sealed into a chain, in order, after they were
-- written.

ALTER TABLE audit
    ADD COLUMN people       bigint[],                 -- ids of the persons a view, list or export has shown
    ADD COLUMN to_whom      text NOT NULL DEFAULT '', -- of a disclosure: 'service:3', 'person:4'; '': whoever did it
    ADD COLUMN agreement_id bigint;                   -- of a disclosure: the sharing agreement it went under

CREATE INDEX audit_people ON audit USING gin (people) WHERE people IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor, at);

-- One row for each row of the audit, in the order of their ids, without gaps in
-- seq: hash is keyed, over the row and the hash before it.
CREATE TABLE audit_seal (
    seq       bigint PRIMARY KEY CHECK (seq > 0),
    audit_id  bigint NOT NULL UNIQUE,
    sealed_at timestamptz NOT NULL,
    format    smallint NOT NULL, -- how the row was put into bytes
    key_id    text NOT NULL,     -- which key sealed it; not the key
    hash      bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE TRIGGER audit_seal_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_insert_only();

-- The day's head leaves the system.
ALTER TABLE message DROP CONSTRAINT message_kind_check;
ALTER TABLE message ADD CONSTRAINT message_kind_check CHECK (kind IN ('request', 'reminder', 'escalation', 'digest', 'alert', 'told',
        'appointment_reminder', 'auto_reply', 'calendar', 'invitation', 'unused_account', 'audit_head'));

-- +goose Down
SELECT 1;

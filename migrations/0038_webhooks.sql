-- +goose Up
-- Outgoing webhooks: what other systems of a service are told of its requests
-- and of days. Off until the settings name a target.

-- A target as the settings last gave it to a worker, and how it answers.
CREATE TABLE webhook_target (
    id             text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{1,20}$'),
    events         text[] NOT NULL,
    areas          text[] NOT NULL,
    services       text[] NOT NULL,
    listed         boolean NOT NULL, -- the settings name it
    since          timestamptz NOT NULL,
    off_at         timestamptz,      -- switched off: it failed for too long, or said that it is gone
    delivered_at   timestamptz,      -- the last time
    failed_at      timestamptz,
    failing_since  timestamptz,      -- the first failure since the last delivery
    failure        text NOT NULL DEFAULT '', -- class of the last one
    failure_status integer           -- and the status, where it was an answer
);

-- One event for one target. It holds ids alone, and no foreign keys: it goes
-- when it is old, and must not keep anybody's record from being erased.
CREATE TABLE webhook_delivery (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   text NOT NULL UNIQUE DEFAULT 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    target     text NOT NULL REFERENCES webhook_target,
    kind       text NOT NULL CHECK (kind IN ('task.changed', 'date.changed', 'test')),
    task_id    bigint,
    release_id bigint,
    history_id bigint, -- of release_history
    at         timestamptz NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'nothing_to_say', 'failed')),
    asked_at   timestamptz, -- when its job was written
    attempts   integer NOT NULL DEFAULT 0,
    tried_at   timestamptz,
    failure    text NOT NULL DEFAULT '',
    status     integer,
    said       text NOT NULL DEFAULT '', -- the days that it told, to tell whether later ones differ
    settled_at timestamptz,
    CHECK ((state = 'waiting') = (settled_at IS NULL))
);
CREATE INDEX webhook_delivery_unasked ON webhook_delivery (id) WHERE asked_at IS NULL AND state = 'waiting';
CREATE INDEX webhook_delivery_task ON webhook_delivery (task_id, target);
CREATE INDEX webhook_delivery_release ON webhook_delivery (release_id, target, id);
CREATE INDEX webhook_delivery_settled ON webhook_delivery (settled_at);

-- Whatever writes a step of a request, or what is thought of a release from now
-- on, writes its events in the same statement: nothing that happens is missed.
-- What a target may hear of is judged when it leaves; for one that is switched
-- off they wait. They look past the policies: whoever takes a step need not see
-- the targets.
-- +goose StatementBegin
CREATE FUNCTION webhook_of_task() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO webhook_delivery (target, kind, task_id, release_id, at)
    SELECT w.id, 'task.changed', t.id, t.release_id, n.at
      FROM webhook_target w CROSS JOIN added n JOIN task t ON t.id = n.task_id
     WHERE w.listed AND 'task.changed' = ANY (w.events)
       AND NOT (n.state = 'planned' AND n.reason = ''); -- a plan is the unit's own
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION webhook_of_release() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO webhook_delivery (target, kind, release_id, history_id, at)
    SELECT w.id, 'date.changed', n.release_id, n.id, n.at
      FROM webhook_target w CROSS JOIN added n
     WHERE w.listed AND 'date.changed' = ANY (w.events);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER webhook_of_task AFTER INSERT ON task_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION webhook_of_task();
CREATE TRIGGER webhook_of_release AFTER INSERT ON release_history REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION webhook_of_release();

-- +goose Down
SELECT 1;

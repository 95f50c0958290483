-- +goose Up
-- Restricted records (limited access) are masked for everybody. Somebody opens one
-- with a reason, for an hour, for themselves alone; the information lead is told at
-- once and reviews it, and may ask whoever opened it.
CREATE TABLE opening (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         text NOT NULL UNIQUE,
    person_id   bigint NOT NULL REFERENCES person,
    release_id  bigint NOT NULL REFERENCES release,
    account_id  bigint NOT NULL REFERENCES account,
    reason      text NOT NULL CHECK (reason <> ''),
    opened_at   timestamptz NOT NULL,
    closes_at   timestamptz NOT NULL CHECK (closes_at >= opened_at),

    question    text NOT NULL DEFAULT '',
    asked_at    timestamptz,
    asked_by    bigint REFERENCES account,
    answer      text NOT NULL DEFAULT '',
    answered_at timestamptz,

    finding     text NOT NULL DEFAULT '' CHECK (finding IN ('', 'in_order', 'not_in_order')),
    note        text NOT NULL DEFAULT '',
    reviewed_at timestamptz,
    reviewed_by bigint REFERENCES account,
    CHECK ((asked_at IS NULL) = (question = '') AND (asked_at IS NULL) = (asked_by IS NULL)),
    CHECK ((answered_at IS NULL) = (answer = '') AND (answered_at IS NULL OR asked_at IS NOT NULL)),
    CHECK ((reviewed_at IS NULL) = (finding = '') AND (reviewed_at IS NULL) = (reviewed_by IS NULL))
);
CREATE INDEX opening_account_person ON opening (account_id, person_id, closes_at);
CREATE INDEX opening_opened_at ON opening (opened_at);
CREATE INDEX opening_to_review ON opening (opened_at) WHERE reviewed_at IS NULL;

-- +goose Down
SELECT 1;

-- +goose Up
-- When the person's own sheet was handed over, and by whom.

CREATE TABLE sheet_handover (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id  bigint NOT NULL REFERENCES release,
    handed_on   date NOT NULL,
    handed_by   text NOT NULL CHECK (handed_by <> ''),
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX sheet_handover_release ON sheet_handover (release_id);

-- +goose Down
SELECT 1;

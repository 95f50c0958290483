-- +goose Up
-- Files that come in by the page: looked at first, applied when somebody says so.

-- The file itself stands in content until it is applied, thrown away or too old,
-- and nowhere else: it is personal data.
CREATE TABLE import_upload (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         text NOT NULL UNIQUE, -- made with the form: the same form sent twice is one upload
    kind        text NOT NULL CHECK (kind IN ('releases', 'services', 'appointments', 'holidays', 'local_prisons')),
    source      text NOT NULL,
    file_name   text NOT NULL,
    bytes       integer NOT NULL,
    as_of       timestamptz NOT NULL,
    content     bytea,
    uploaded_by bigint NOT NULL REFERENCES account,
    uploaded_at timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('waiting', 'ready', 'applying', 'applied', 'refused', 'failed', 'thrown_away', 'expired')),
    done        integer NOT NULL DEFAULT 0, -- rows, of the work under way
    total       integer NOT NULL DEFAULT 0,
    report      jsonb, -- of the dry run, then of the import: no cell of the file stands in it
    problem     text NOT NULL DEFAULT '',
    import_id   bigint REFERENCES import,
    decided_by  bigint REFERENCES account,
    decided_at  timestamptz,
    CHECK (state IN ('waiting', 'ready', 'applying') OR content IS NULL),
    CHECK (state <> 'applied' OR import_id IS NOT NULL)
);
CREATE INDEX import_upload_content ON import_upload (uploaded_at) WHERE content IS NOT NULL;
CREATE INDEX import_upload_import ON import_upload (import_id);
CREATE INDEX import_upload_state ON import_upload (state, uploaded_at);

-- What somebody decided on a held row: whose work it is to apply it, and why.
ALTER TABLE import_problem ADD COLUMN decision text NOT NULL DEFAULT '' CHECK (decision IN ('', 'take', 'leave'));
ALTER TABLE import_problem ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE import_problem ADD COLUMN outcome text NOT NULL DEFAULT ''; -- of a row that was to be taken
CREATE INDEX import_problem_held ON import_problem ((cells[1])) WHERE kind = 'held';

-- +goose Down
SELECT 1;

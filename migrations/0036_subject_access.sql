-- +goose Up
-- What is owed to the person whom a record is about (Data Protection Act 2018,
-- sections 38, 45 and 54; UK GDPR, article 15).

-- Of which category a person is (section 38(3)), where the legal status does not
-- tell it. Each record is a row; the last one stands.
CREATE TABLE person_category (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES person,
    category  text NOT NULL CHECK (category IN ('convicted', 'charged', 'no_offence')),
    at        timestamptz NOT NULL,
    actor     text NOT NULL CHECK (actor <> ''),
    form_key  text NOT NULL UNIQUE -- the form's own: sent twice, it is one
);
CREATE INDEX person_category_person ON person_category (person_id, id DESC);

-- One request of a person for what is held about them. draft is what was held when
-- it was put together, other people taken out; it is put together anew until the
-- answer is given, and stands from then on.
CREATE TABLE subject_request (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref          text NOT NULL UNIQUE,
    person_id    bigint NOT NULL REFERENCES person,
    release_id   bigint NOT NULL REFERENCES release,
    version      integer NOT NULL DEFAULT 1,
    received_on  date NOT NULL,
    due_on       date NOT NULL CHECK (due_on > received_on), -- a month from then
    opened_at    timestamptz NOT NULL,
    opened_by    bigint NOT NULL REFERENCES account,

    extended_to  date CHECK (extended_to > due_on),
    extended_why text NOT NULL DEFAULT '',
    extended_at  timestamptz,
    extended_by  bigint REFERENCES account,

    draft        jsonb,
    drafted_at   timestamptz,
    drafted_by   bigint REFERENCES account,

    given_at     timestamptz,
    given_by     bigint REFERENCES account,
    closed_at    timestamptz, -- it was taken back, or was none
    closed_by    bigint REFERENCES account,
    closed_why   text NOT NULL DEFAULT '',
    CHECK ((extended_at IS NULL) = (extended_to IS NULL) AND (extended_at IS NULL) = (extended_by IS NULL) AND (extended_at IS NULL) = (extended_why = '')),
    CHECK ((drafted_at IS NULL) = (drafted_by IS NULL) AND (draft IS NULL OR drafted_at IS NOT NULL)),
    CHECK ((given_at IS NULL) = (given_by IS NULL) AND (given_at IS NULL OR drafted_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_why = '')),
    CHECK (given_at IS NULL OR closed_at IS NULL)
);
CREATE UNIQUE INDEX subject_request_open ON subject_request (person_id) WHERE given_at IS NULL AND closed_at IS NULL;
CREATE INDEX subject_request_person ON subject_request (person_id, id DESC);

-- A part of a draft that somebody would withhold: the whole of it, or some words.
-- It is withheld only if a second reader agrees; no answer is given before.
CREATE TABLE subject_withheld (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref        text NOT NULL UNIQUE,
    request_id bigint NOT NULL REFERENCES subject_request,
    part       text NOT NULL CHECK (part <> ''),   -- of the draft, such as note/12/body
    words      text NOT NULL DEFAULT '',           -- '': all of it
    reason     text NOT NULL CHECK (reason IN ('inquiry', 'crime', 'public_security', 'national_security', 'rights_of_others', 'legal_privilege')),
    why        text NOT NULL CHECK (why <> ''),
    may_tell   boolean NOT NULL,                   -- that something was withheld
    marked_at  timestamptz NOT NULL,
    marked_by  bigint NOT NULL REFERENCES account,

    agreed     boolean,
    read_at    timestamptz,
    read_by    bigint REFERENCES account CHECK (read_by <> marked_by),
    ended_at   timestamptz, -- taken back, or the part changed
    ended_by   bigint REFERENCES account,
    CHECK ((agreed IS NULL) = (read_at IS NULL) AND (agreed IS NULL) = (read_by IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX subject_withheld_request ON subject_withheld (request_id, id);

-- +goose Down
SELECT 1;

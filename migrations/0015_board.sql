-- +goose Up
-- The board: finding people by name and number, filters that keep their pace,
-- what each reader last looked at, and the answers of one call to a prison.

-- A name as it is searched for: small letters, without accents and apostrophes.
-- +goose StatementBegin
CREATE FUNCTION fold_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(replace(replace(regexp_replace(normalize(lower(name), NFKD), '[̀-ͯ''’‘ʼ`´]', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'łøđðþı', 'loddti')
$$;
-- +goose StatementEnd

-- A number as it is searched for: small letters and digits alone; of a PNC id
-- the short year, and no zeros before the number.
-- +goose StatementBegin
CREATE FUNCTION fold_number(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(regexp_replace(regexp_replace(upper(number),
        '^\s*(?:[0-9]{2})?([0-9]{2})\s*/\s*0*([0-9]{1,7}\s*[A-Z])\s*$', '\1/\2'), '[^A-Z0-9]', '', 'g'))
$$;
-- +goose StatementEnd

-- The words by which a person is found: each part of the names, parts with a
-- hyphen or an apostrophe in one and apart, and the numbers beside the prison's.
-- +goose StatementBegin
CREATE FUNCTION person_words(surname text, forenames text, crn text, pnc text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(
        public.fold_name(replace(surname || ' ' || forenames, '-', ''))
        || ' ' || public.fold_name(regexp_replace(surname || ' ' || forenames, '[-''’‘ʼ`´]', ' ', 'g'))
        || ' ' || public.fold_number(crn) || ' ' || public.fold_number(pnc), '\s+'), ''))
$$;
-- +goose StatementEnd

-- What somebody typed, as a query of such words: all of them, in any order, each
-- the beginning of one. Null where nothing can be looked for.
-- +goose StatementBegin
CREATE FUNCTION find_words(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT string_agg('''' || replace(replace(w.word, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
    FROM (SELECT CASE WHEN t ~ '[0-9]' THEN public.fold_number(t) ELSE public.fold_name(replace(replace(t, '-', ''), ',', '')) END AS word
          FROM regexp_split_to_table(typed, '\s+') t) w WHERE w.word <> ''
$$;
-- +goose StatementEnd

-- The numbers in what somebody typed, each whole: by these, and not by name, a
-- restricted record is found. Null where there are none.
-- +goose StatementBegin
CREATE FUNCTION find_numbers(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT string_agg('''' || w.word || '''', ' & ')::tsquery
    FROM (SELECT public.fold_number(t) AS word FROM regexp_split_to_table(typed, '\s+') t WHERE t ~ '[0-9]') w WHERE w.word <> ''
$$;
-- +goose StatementEnd

CREATE INDEX person_found ON person USING gin (person_words(surname, forenames, crn, pnc_id));
-- By an officer's address, as a filter carries it: it tells nobody anything.
CREATE INDEX person_com_key ON person ("left"(md5(lower(com_email)), 12)) WHERE com_email <> '';
CREATE INDEX person_pom_key ON person ("left"(md5(lower(pom_email)), 12)) WHERE pom_email <> '';
CREATE INDEX release_state_day ON release (state, planned_day) WHERE is_current;
CREATE INDEX release_received ON release (received_day) WHERE is_current;
CREATE INDEX release_missing ON release (missing_since) WHERE is_current AND missing_since IS NOT NULL;
CREATE INDEX release_change_moved ON release_change (at) WHERE from_day IS NOT NULL;
CREATE INDEX task_unsettled ON task (standard, state, release_id) WHERE state NOT IN ('done', 'withdrawn', 'not_eligible');

-- Whether immigration papers were served, as a prison answered for one planned
-- day; with another day it is asked again.
ALTER TABLE release
    ADD COLUMN papers     text NOT NULL DEFAULT '' CHECK (papers IN ('', 'served', 'not_served')),
    ADD COLUMN papers_for date;
ALTER TABLE life_event DROP CONSTRAINT life_event_event_check,
    ADD CONSTRAINT life_event_event_check CHECK (event IN ('received', 'transferred', 'court', 'temporary_absence', 'hospital', 'released',
                      'released_from_court', 'released_in_error', 'removed', 'extradited', 'immigration_centre',
                      'other_jurisdiction', 'escaped', 'absconded', 'failed_to_return', 'left_unknown', 'recalled', 'died',
                      'merged', 'moved_area', 'friday_scheme', 'consent', 'checked', 'checked_against_licence',
                      'yes_tell_them', 'next_of_kin_told', 'reason_written', 'papers'));

-- What a reader last filtered the board by (name ''), and what they keep under a
-- name. The query holds codes and references only.
CREATE TABLE board_view (
    account_id bigint NOT NULL REFERENCES account,
    name       text NOT NULL,
    query      text NOT NULL,
    saved_at   timestamptz NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- What a reader searched for. The address holds the reference, never the words:
-- they are names and numbers of people.
CREATE TABLE board_search (
    ref        text PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    words      text NOT NULL CHECK (words <> ''),
    used_at    timestamptz NOT NULL,
    UNIQUE (account_id, words)
);

-- +goose Down
SELECT 1;

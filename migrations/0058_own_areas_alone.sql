-- +goose Up
-- What an officer of few areas is shown begins with their areas: an index that
-- holds the area only to be asked by row-level security is still read from end to
-- end, with everybody else's rows.

-- Who waits for a consent, and what waits for an authority.
DROP INDEX task_wants_consent;
CREATE INDEX task_wants_consent ON task (home_area, release_id) INCLUDE (id)
    WHERE state = 'planned' AND waiting_since IS NOT NULL AND waiting_for && ARRAY['consent_to_refer', 'consent_to_share_contact', 'consent_to_share_health'];
CREATE INDEX task_waits_area ON task (home_area, hand_off_on) INCLUDE (release_id, waiting_for, id)
    WHERE state = 'planned' AND NOT nobody AND waiting_for <> '{}';
-- What was asked in a period, for the figures.
CREATE INDEX task_asked_area ON task (home_area, handed_off_on) WHERE handed_off_on IS NOT NULL;

-- The prisons where they are, and the officers they have.
DROP INDEX release_area;
CREATE INDEX release_area ON release (home_area, state, planned_day) INCLUDE (id, person_id, miles, prison, watched) WHERE is_current;
DROP INDEX person_home_area;
CREATE INDEX person_home_area ON person (home_area) INCLUDE (id, com_key, com_name, pom_key, pom_name);

-- +goose Down
SELECT 1;

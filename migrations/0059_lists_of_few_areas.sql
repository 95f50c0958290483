-- +goose Up
-- Lists made for an officer of few areas begin with their areas: what is not settled
-- of a standard, whose record is restricted, and who has a MAPPA flag were read of
-- everybody and narrowed afterwards.
DROP INDEX task_unsettled;
CREATE INDEX task_unsettled ON task (standard, home_area, state, release_id) INCLUDE (id)
    WHERE state NOT IN ('done', 'withdrawn', 'not_eligible');
DROP INDEX person_restricted;
CREATE INDEX person_restricted ON person (home_area, id) WHERE 'restricted' = ANY (flags);
DROP INDEX person_mappa;
CREATE INDEX person_mappa ON person (home_area, id) INCLUDE (flags)
    WHERE 'mappa1' = ANY (flags) OR 'mappa2' = ANY (flags) OR 'mappa3' = ANY (flags);

-- Requests that were asked: their counts, and an officer's list of them. The list of
-- everybody's only needs to be in order.
CREATE INDEX task_asked_due ON task (home_area, due_on, id) INCLUDE (release_id, standard, state, acknowledge_by, service_id)
    WHERE state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');
DROP INDEX task_late;
CREATE INDEX task_late ON task (due_on, id)
    WHERE state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');

-- +goose Down
SELECT 1;

-- +goose Up
-- The watch of every day looked at everybody for what concerns a few: who is
-- watched, or not, for another reason than their place, who has no tasks for their day yet,
-- who was told to leave, whose needs nobody knows, and what a digest says once.
CREATE INDEX person_iom ON person (id) WHERE iom <> '';
CREATE INDEX person_told_to_leave ON person (told_released_on) WHERE told_released_on IS NOT NULL;
CREATE INDEX person_need_unknown ON person (id) WHERE NOT needs_assessed OR needs_unknown <> '{}';
CREATE INDEX release_not_away ON release (person_id) INCLUDE (id, watched, out_of_area) WHERE is_current AND (NOT watched OR out_of_area = 'no');
CREATE INDEX release_not_entered ON release (planned_day) WHERE is_current AND planned_for IS NULL;
CREATE INDEX release_date_ersed ON release_date (release_id, day) WHERE type = 'ERSED' AND superseded_at IS NULL;
CREATE INDEX release_history_at ON release_history USING brin (at);
CREATE INDEX release_change_at ON release_change USING brin (at);
CREATE INDEX task_event_again ON task_event (at) INCLUDE (task_id) WHERE reason = 'the day moved earlier: answer again';
CREATE INDEX task_rung ON task (rung, rung_at) WHERE rung > 0;
CREATE INDEX message_item_once ON message_item (release_id, kind) WHERE kind IN ('ask_prison', 'date_passed', 'not_confirmed',
    'left_unknown', 'gone', 'hearing', 'need_unknown', 'new_in_custody', 'told_data', 'released', 'removed', 'moved_area', 'first_weeks', 'missed');

-- +goose Down
SELECT 1;

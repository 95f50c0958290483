-- +goose Up
-- What has to be done before a request, by code: a service's contact is told of
-- it and sees no other request. It looks past the policies; whoever asks has
-- read the release's own request.
-- +goose StatementBegin
CREATE FUNCTION first_comes(release bigint, needs text[]) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT array(SELECT b.standard FROM task b JOIN standard s ON s.code = b.standard
                  WHERE b.release_id = release AND b.standard = ANY (needs) AND acting_as() <> ''
                    AND b.state NOT IN ('done', 'withdrawn', 'not_eligible', 'not_wanted')
                  ORDER BY s.position)
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;

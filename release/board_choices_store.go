package release

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Choice is one value of a filter.
type Choice struct{ Code, Name string }

// BoardChoices are the areas and prisons in which there is somebody to show.
type BoardChoices struct{ Areas, Prisons []Choice }

// ReadBoardChoices reads what the board can be filtered by.
func ReadBoardChoices(ctx context.Context, tx pgx.Tx, scope Scope) (BoardChoices, error) {
	var choices BoardChoices
	var err error
	rows, _ := tx.Query(ctx, `
		select gss_code as code, name from authority a
		 where ($1 or gss_code = any($2)) and exists (select from person p where p.home_area = a.gss_code)
		 order by name`, scope.All, scope.Areas)
	if choices.Areas, err = collect[Choice](rows, "areas"); err != nil {
		return BoardChoices{}, err
	}
	rows, _ = tx.Query(ctx, `
		select code, name from prison pr
		 where exists (select from release r join person p on p.id = r.person_id
		                where r.prison = pr.code and r.is_current and ($1 or p.home_area = any($2)))
		 order by name`, scope.All, scope.Areas)
	if choices.Prisons, err = collect[Choice](rows, "prisons"); err != nil {
		return BoardChoices{}, err
	}
	return choices, nil
}

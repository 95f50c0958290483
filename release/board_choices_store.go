package release

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Choice is one value of a filter.
type Choice struct{ Code, Name string }

// BoardChoices are the areas, prisons and officers with somebody to show, and
// the services that are asked for anything.
type BoardChoices struct{ Areas, Prisons, Officers, Services []Choice }

// mostOfficers is how many officers a filter offers.
const mostOfficers = 400

// ReadBoardChoices reads what the board can be filtered by. An officer's code is
// made of the address and tells nobody anything.
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
	own := &conditions{}
	own.scope(scope)
	own.and(`not ` + maskedSQL) // where a restricted record is held, and who manages it, is masked
	rows, _ = tx.Query(ctx, `
		select code, name from prison pr
		 where exists (select from release r join person p on p.id = r.person_id
		                where r.prison = pr.code and r.is_current and `+own.sql()+`)
		 order by name`, own.args...)
	if choices.Prisons, err = collect[Choice](rows, "prisons"); err != nil {
		return BoardChoices{}, err
	}
	rows, _ = tx.Query(ctx, `select service as code, service as name from standard where retired_at is null group by service order by service`)
	if choices.Services, err = collect[Choice](rows, "services"); err != nil {
		return BoardChoices{}, err
	}
	if len(scope.OwnOf) > 0 {
		return choices, nil // one's own people have one officer
	}
	choices.Officers, err = readOfficers(ctx, tx, own)
	return choices, err
}

// readOfficers steps from one officer's key to the next, so that it looks at
// each officer once and not at each person.
func readOfficers(ctx context.Context, tx pgx.Tx, own *conditions) ([]Choice, error) {
	steps := func(name string) string {
		key, has := `p.`+name+`_key`, `p.`+name+`_email <> ''`
		return name + `(key) as (
			(select ` + key + ` from person p where ` + has + ` order by 1 limit 1)
			union all
			select (select ` + key + ` from person p where ` + has + ` and ` + key + ` > s.key order by 1 limit 1)
			  from ` + name + ` s where s.key is not null)`
	}
	found := func(name string) string {
		return `select s.key, x.name from ` + name + ` s cross join lateral (
			select p.` + name + `_name as name from person p
			 where p.` + name + `_email <> '' and p.` + name + `_key = s.key and ` + own.sql() + ` limit 1) x
		 where s.key is not null`
	}
	rows, _ := tx.Query(ctx, `with recursive `+steps("com")+`, `+steps("pom")+`
		select key as code, min(case when name = '' then 'Officer without a name' else name end) as name
		  from (`+found("com")+` union all `+found("pom")+`) x
		 group by key order by 2, 1 limit `+strconv.Itoa(mostOfficers), own.args...)
	return collect[Choice](rows, "officers")
}

package release

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
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
	// Where a restricted record is held, and who manages it, is masked. It is no
	// EXISTS, which the planner turns into a look at everybody.
	own := &conditions{}
	own.scope(scope)
	own.and(`r.person_id not in ` + own.restricted())
	held := `(select true from release r where r.prison = pr.code and r.is_current and ` + own.sql() + ` limit 1)`
	if !scope.All { // their own people are looked at once, and nobody else
		held = `code = any(array(select distinct r.prison from release r where r.is_current and ` + own.sql() + `))`
	}
	rows, _ = tx.Query(ctx, `select code, name from prison pr where `+held+` order by name`, own.args...)
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
	choices.Officers, err = readOfficers(ctx, tx, scope)
	return choices, err
}

// readOfficers reads the officers of a scope's people. For everybody it steps from
// one officer's key to the next, so that it looks at each officer once and not at
// each person; the people of some areas are fewer than the officers it would pass.
func readOfficers(ctx context.Context, tx pgx.Tx, scope Scope) ([]Choice, error) {
	own := &conditions{}
	own.limitTo(scope)
	own.and(`p.id not in ` + own.restricted())
	if !scope.All {
		own.and(`p.` + own.home())
		rows, _ := tx.Query(ctx, namedOfficers+`(
			select p.com_key as key, p.com_name as name from person p where p.com_key <> `+noOfficerKey+` and `+own.sql()+`
			union all
			select p.pom_key, p.pom_name from person p where p.pom_key <> `+noOfficerKey+` and `+own.sql()+`) x`+officersInOrder, own.args...)
		return collect[Choice](rows, "officers")
	}
	// Each step finds the next officer with somebody to show.
	steps := func(name string) string {
		next := func(after string) string {
			return `select p.` + name + `_key as key, p.` + name + `_name as name from person p
			 where p.` + name + `_email <> ''` + after + ` and ` + own.sql() + ` order by 1 limit 1`
		}
		return name + `(key, name) as (
			(` + next(``) + `)
			union all
			select x.key, x.name from ` + name + ` s cross join lateral (` + next(` and p.`+name+`_key > s.key`) + `) x)`
	}
	rows, _ := tx.Query(ctx, `with recursive `+steps("com")+`, `+steps("pom")+`
		`+namedOfficers+`(select key, name from com union all select key, name from pom) x`+officersInOrder, own.args...)
	return collect[Choice](rows, "officers")
}

// namedOfficers and officersInOrder make choices of officers' keys and names.
const namedOfficers = `select key as code, min(case when name = '' then 'Officer without a name' else name end) as name
		  from `

var officersInOrder = `
		 group by key order by 2, 1 limit ` + strconv.Itoa(mostOfficers)

// noOfficerKey is the key of no address.
var noOfficerKey = access.OfficerKeySQL(`''`)

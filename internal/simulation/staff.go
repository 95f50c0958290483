package simulation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/release"
)

// head is the coordinator who notes who is away, and is never away.
const head = "head@unit.example"

// cover are coordinators who stand in for others, until they leave the unit.
var cover = []string{"cover1@unit.example", "cover2@unit.example"}

// accountsOfManagers is how many of the community offender managers have an
// account: only somebody with one can be noted as away.
const accountsOfManagers = 6

// servicesWithAccount are those whose mailbox is a contact's account, so that a
// deputy of the directory can stand in.
var servicesWithAccount = []string{"housing_options", "jobcentre", "probation_unit", "drug_and_alcohol"}

// linkOfficers are the addresses of the link officers' accounts, by area: two
// each.
func linkOfficers(areas []string) map[string][]string {
	out := map[string][]string{}
	for i, a := range areas {
		out[a] = []string{fmt.Sprintf("link%d@unit.example", i+1), fmt.Sprintf("second-link%d@unit.example", i+1)}
	}
	return out
}

// hireAll makes the accounts of everybody who works here.
func hireAll(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, unit release.Unit) error {
	list, err := staff(ctx, tx, unit)
	if err != nil {
		return err
	}
	for _, n := range list {
		if _, err := access.AddAccount(ctx, tx, now, who, n); err != nil {
			return err
		}
	}
	return nil
}

func staff(ctx context.Context, tx pgx.Tx, unit release.Unit) ([]access.NewAccount, error) {
	out := []access.NewAccount{{Email: head, Name: "Hana Head", Role: access.Coordinator, Areas: unit.Areas}}
	for i, area := range unit.Areas {
		for k, email := range linkOfficers(unit.Areas)[area] {
			out = append(out, access.NewAccount{Email: email, Name: fmt.Sprintf("Lee Link %d.%d", i+1, k+1), Role: access.LinkOfficer, Areas: []string{area}})
		}
		for _, service := range servicesWithAccount {
			out = append(out, access.NewAccount{Email: mailboxOf(service, i), Name: fmt.Sprintf("Kim of %s %d", service, i+1),
				Role: access.SPOC, Areas: []string{area}, Services: []string{service}})
		}
	}
	for i, email := range cover {
		out = append(out, access.NewAccount{Email: email, Name: fmt.Sprintf("Cory Cover %d", i+1), Role: access.Coordinator, Areas: unit.Areas})
	}
	for i := range accountsOfManagers {
		out = append(out, access.NewAccount{Email: fmt.Sprintf("com%d@probation.example", i+1), Name: fmt.Sprintf("Community Officer %d", i+1),
			Role: access.OffenderManager, Areas: unit.Areas})
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT service FROM standard ORDER BY service`)
	if err != nil {
		return nil, err
	}
	services, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	return append(out, access.NewAccount{Email: "kay@services.example", Name: "Kay of all services",
		Role: access.SPOC, Areas: unit.Areas, Services: services}), nil
}

// mailboxOf is the address of a service of the i-th area in the invented
// directory.
func mailboxOf(service string, i int) string {
	return fmt.Sprintf("%s.%d@services.example", strings.ReplaceAll(service, "_", "-"), i+1)
}

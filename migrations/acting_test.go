package migrations_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/testkit"
)

// Each of the functions that policies ask has the whole rule in itself, for
// speed: they must agree about who somebody is.
func TestTheFunctionsOfPoliciesAgreeWhoActs(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	const ask = `SELECT concat_ws(' ', 'whole=' || acting_whole(), 'door=' || acting_at_door(), 'account=' || coalesce(acting_account()::text, 'none'),
		'role=' || acting_role(), 'officer=' || acting_officer(), 'areas=' || acting_areas()::text, 'everywhere=' || acting_everywhere(), 'casework=' || acting_casework())`
	const nobody = "whole=false door=false account=none role= officer=false areas={} everywhere=false casework=false"
	for _, c := range []struct{ actor, role, areas, want string }{
		{"", "", "", nobody},
		{"", "link_officer", "{*}", nobody},
		{"account:", "link_officer", "{*}", nobody},
		{"account:1x", "link_officer", "{*}", nobody},
		{"xaccount:1", "link_officer", "{*}", nobody},
		{"1account:1", "link_officer", "{*}", nobody},
		{"account:1\n", "link_officer", "{*}", nobody},
		{"Account:1", "link_officer", "{*}", nobody},
		{"system", "link_officer", "{*}", nobody},
		{"link:7", "coordinator", "{*}", nobody},
		{"account:12", "", "{*}", "whole=false door=false account=12 role= officer=false areas={} everywhere=false casework=false"},
		{"account:12", "spoc", "{*}", "whole=false door=false account=12 role=spoc officer=false areas={} everywhere=false casework=false"},
		{"account:12", "link_officer", "", "whole=false door=false account=12 role=link_officer officer=true areas={} everywhere=false casework=true"},
		{"account:12", "offender_manager", `{"E09000014"}`, "whole=false door=false account=12 role=offender_manager officer=true areas={E09000014} everywhere=false casework=true"},
		{"account:12", "coordinator", `{"*"}`, "whole=false door=false account=12 role=coordinator officer=true areas={*} everywhere=true casework=true"},
		{"account:12", "coordinator", `{"*","E09000014"}`, "whole=false door=false account=12 role=coordinator officer=true areas={*,E09000014} everywhere=false casework=true"},
		{"system:watch", "spoc", "{}", "whole=true door=false account=none role= officer=false areas={} everywhere=true casework=true"},
		{"system:follow for account:1", "", "", "whole=true door=false account=none role= officer=false areas={} everywhere=true casework=true"},
		{"system:sign-in", "coordinator", "{*}", "whole=false door=true account=none role= officer=false areas={} everywhere=false casework=false"},
	} {
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SELECT set_config('throughgate.actor', $1, true), set_config('throughgate.role', $2, true), set_config('throughgate.areas', $3, true)`,
				c.actor, c.role, c.areas); err != nil {
				return err
			}
			var got string
			err := tx.QueryRow(t.Context(), ask).Scan(&got)
			if err == nil && got != c.want {
				t.Errorf("%q, %q, %s:\n got %s\nwant %s", c.actor, c.role, c.areas, got, c.want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	// As pooled connections begin: nothing was ever set.
	var got string
	if err := testkit.DB(t).QueryRow(t.Context(), ask).Scan(&got); err != nil || got != nobody {
		t.Errorf("nothing set: %s, %v", got, err)
	}
}

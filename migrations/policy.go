package migrations

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// policy says in SQL which rows of a table may be read, and which written (""
// is the same ones). Its parts about the actor are scalar subqueries: they are
// worked out once a query. What is not about everybody is asked last.
type policy struct {
	read, write string
	// unforced tables do not bind their owner: a function that looks past the
	// policies needs an index there that no policy lets be used.
	unforced bool
}

const (
	known    = `(SELECT acting_as()) <> ''`
	whole    = `(SELECT acting_whole())`
	homeArea = `home_area IN (SELECT unnest(acting_areas()))` // hashed: a list may name every area
)

var (
	common     = policy{read: known}
	unitsOwn   = policy{read: known, write: whole + ` OR (SELECT acting_officer())`}
	behind     = policy{read: whole}
	agreements = policy{read: known, write: whole + ` OR (SELECT acting_officer()) OR (SELECT acting_role()) = 'information_lead'`}
	// An opening of a restricted record: whoever opened it, and who reviews it.
	openings = policy{read: whole + ` OR account_id = (SELECT acting_account()) OR (SELECT acting_role()) = 'information_lead'`}
	// A person's request for what is held about them: the information lead answers
	// it, and a coordinator who sees the person may be the second reader.
	rightsOf = policy{read: whole + ` OR (SELECT acting_role()) = 'information_lead'
		OR (SELECT acting_role()) = 'coordinator' AND (SELECT true FROM person x WHERE x.id = person_id)`}
	// Why somebody is kept, or is to be erased: their officers, and the information
	// lead, who sees nobody's case.
	keeping = policy{read: whole + ` OR (SELECT acting_role()) = 'information_lead' OR (SELECT acting_officer()) AND ` + seen("person", "person_id")}
	// A request that is in no standard has one of its own, with its title: those
	// see it who see the request.
	standards = policy{read: known + ` AND (release_id IS NULL OR ` + whole + ` OR EXISTS (SELECT FROM task x WHERE x.release_id = standard.release_id AND x.standard = standard.code))`,
		write: whole + ` OR (SELECT acting_officer())`}
	door           = policy{read: whole + ` OR (SELECT acting_at_door())`}
	staff          = policy{read: known, write: whole + ` OR (SELECT acting_at_door()) OR (SELECT acting_role()) = 'administrator'`}
	requests       = policy{read: whole + ` OR (SELECT acting_at_door()) OR (SELECT acting_role()) IN ('administrator', 'coordinator')`}
	administrators = policy{read: whole + ` OR (SELECT acting_role()) = 'administrator'`}
	absences       = policy{read: known, write: known + ` AND NOT (SELECT acting_at_door())`}
	oneself        = policy{read: whole + ` OR account_id = (SELECT acting_account())`}
	// Whoever writes to the audit writes in their own name, unless it is the
	// system. The information lead reads it; officers, what was done to a request.
	trail = policy{read: whole + ` OR (SELECT acting_role()) = 'information_lead'
		OR (SELECT acting_officer()) AND object_kind = 'task' AND (SELECT true FROM task x WHERE x.id = object_id)`,
		write: whole + ` OR (SELECT acting_at_door()) OR actor = (SELECT acting_as())`}
	// A message may be about several people: an officer sees of it what is about
	// those they see, and its words who sees all of them; a service's contact sees
	// what asked something of them.
	letters = policy{read: `(SELECT acting_everywhere()) OR (SELECT acting_officer())
		AND (person_id IS NULL OR (SELECT true FROM person x WHERE x.id = person_id))
		AND (release_id IS NULL OR (SELECT true FROM release x WHERE x.id = release_id))
		OR (SELECT acting_role()) = 'spoc' AND EXISTS (SELECT FROM message_item x WHERE x.message_id = id)`}
	words = officersOnly(seen("message", "message_id") + ` AND message_about_only(message_id, (SELECT acting_areas()))`)
	items = policy{read: `(SELECT acting_everywhere()) OR (SELECT acting_officer())
		AND (release_id IS NULL OR (SELECT true FROM release x WHERE x.id = release_id))
		AND (task_id IS NULL OR (SELECT true FROM task x WHERE x.id = task_id))
		AND (appointment_id IS NULL OR (SELECT true FROM appointment x WHERE x.id = appointment_id))
		OR (SELECT acting_role()) = 'spoc' AND task_id IN (SELECT a.task_id FROM acting_asked() a)`}
	// What waits on a list is a role's; what is about a person, those see who see
	// the person.
	lists = policy{read: whole + ` OR ((SELECT acting_officer()) OR (SELECT acting_role()) = role)
		AND (person_id IS NULL OR (SELECT true FROM person x WHERE x.id = person_id))
		AND (release_id IS NULL OR (SELECT true FROM release x WHERE x.id = release_id))`}
)

// theirOwn are the rows of an officer's areas, and those of which a service's
// contact was asked.
func theirOwn(area, asked string) policy {
	return policy{read: `(SELECT acting_everywhere()) OR ` + area + ` OR (SELECT acting_role()) = 'spoc' AND ` + asked}
}

// unforced is a policy that does not bind the table's owner.
func unforced(p policy) policy {
	p.unforced = true
	return p
}

// seen tells whether a row's parent may be seen. It is no EXISTS, which the
// planner may turn into a look at all parents: a page asks about few rows.
func seen(parent, key string) string {
	return `(SELECT true FROM ` + parent + ` x WHERE x.id = ` + key + `)`
}

// with are the rows whose parent may be seen.
func with(parent, key string) policy {
	return policy{read: seen(parent, key)}
}

// officersOnly are rows that no service's contact sees.
func officersOnly(condition string) policy {
	return policy{read: `(SELECT acting_everywhere()) OR (SELECT acting_officer()) AND (` + condition + `)`}
}

// officersWith are the rows whose parent may be seen, for officers only.
func officersWith(parent, key string) policy {
	return policy{read: `(SELECT acting_casework()) AND ` + seen(parent, key)}
}

// ensurePolicies brings every table's policies to what policies says: for the
// pages by actor, for the worker and the tables' owner every row once anybody
// acts. What stands so already is not touched: a lock on every table would make
// the pages wait.
func ensurePolicies(ctx context.Context, conn *pgx.Conn) error {
	for _, table := range slices.Sorted(maps.Keys(policies)) {
		text := policies[table].sql("public." + table)
		mark := fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
		var stands bool
		if err := conn.QueryRow(ctx, `SELECT coalesce((SELECT obj_description(oid, 'pg_policy') = $2 FROM pg_policy
			WHERE polrelid = $1::text::regclass AND polname = 'acting_read'), false)`, "public."+table, mark).Scan(&stands); err != nil {
			return fmt.Errorf("see the policies of %s: %w", table, err)
		}
		if stands {
			continue
		}
		if _, err := conn.Exec(ctx, text+`; COMMENT ON POLICY acting_read ON public.`+table+` IS '`+mark+`'`); err != nil {
			return fmt.Errorf("set the policies of %s: %w", table, err)
		}
	}
	return nil
}

// sql makes the policies of a table anew. Statements without arguments travel
// in one message and so in one transaction.
func (p policy) sql(table string) string {
	write := p.write
	if write == "" {
		write = p.read
	}
	force := "FORCE"
	if p.unforced {
		force = "NO FORCE"
	}
	out := []string{
		`ALTER TABLE ` + table + ` ENABLE ROW LEVEL SECURITY`,
		`ALTER TABLE ` + table + ` ` + force + ` ROW LEVEL SECURITY`,
	}
	for _, one := range []struct{ name, what string }{
		{"acting_read", `FOR SELECT TO ` + WebRole + ` USING (` + p.read + `)`},
		{"acting_insert", `FOR INSERT TO ` + WebRole + ` WITH CHECK (` + write + `)`},
		{"acting_update", `FOR UPDATE TO ` + WebRole + ` USING (` + write + `)`},
		{"acting_delete", `FOR DELETE TO ` + WebRole + ` USING (` + write + `)`},
		{"acting_worker", `TO ` + WorkerRole + ` USING (` + known + `)`},
		{"acting_owner", `TO CURRENT_USER USING (` + known + `)`},
	} {
		out = append(out, `DROP POLICY IF EXISTS `+one.name+` ON `+table, `CREATE POLICY `+one.name+` ON `+table+` `+one.what)
	}
	return strings.Join(out, "; ")
}

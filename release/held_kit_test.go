package release_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/release"
)

// cohort is n people who leave on one day, each with what these rows say of them.
func cohort(n int, all who, first ...who) []who {
	list := make([]who, n)
	for i := range list {
		list[i] = maps.Clone(all)
		if i < len(first) {
			maps.Copy(list[i], first[i])
		}
	}
	return list
}

func times(n int, w who) []who { return slices.Repeat([]who{w}, n) }

// withCohort is a unit of n people who have been asked for a week.
func withCohort(t *testing.T, n int, all who) *unitTest {
	t.Helper()
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(cohort(n, all)...)
	u.sweep("2026-11-23")
	u.deliver()
	u.at("2026-11-24", 10, 0)
	return u
}

func (u *unitTest) sendHeld(importID int64) (release.SentImport, error) {
	return u.releases.SendHeld(u.Context(), access.System("held"), importID)
}

func (u *unitTest) heldImports() []release.HeldImport {
	u.Helper()
	list, err := u.releases.HeldImports(u.Context(), access.System("held"))
	if err != nil {
		u.Fatal(err)
	}
	return list
}

var (
	leaveInJanuary = who{"crd": "2027-01-27", "sed": "2028-02-15"}
	movedDay       = who{"crd": "2027-01-20", "sed": "2028-02-15"}
)

// extractOf is the file that tells these rows; the first person is A0001BC.
func extractOf(rows []who) []byte {
	columns := maps.Clone(usual)
	columns["prison_number"] = ""
	for _, r := range rows {
		maps.Copy(columns, r)
	}
	header := slices.Sorted(maps.Keys(columns))
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write(header)
	for i, r := range rows {
		all := merged(usual, who{"prison_number": fmt.Sprintf("A%04dBC", i+1)}, r)
		cells := make([]string, len(header))
		for k, c := range header {
			cells[k] = all[c]
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return file.Bytes()
}

// tellWith imports these rows with options.
func (u *unitTest) tellWith(o intake.ReleasesOptions, rows ...who) intake.Report {
	u.Helper()
	o.FileName = "releases.csv"
	r, err := u.importer.Releases(u.Context(), access.System("import"), bytes.NewReader(extractOf(rows)), o)
	if err != nil {
		u.Fatal(err)
	}
	return r
}

// die imports an extract in a process that dies before it closes it.
func (u *unitTest) die(o intake.ReleasesOptions, rows ...who) int64 {
	u.Helper()
	im := *u.importer
	im.Observer = dying{u.releases}
	o.FileName = "releases.csv"
	if _, err := im.Releases(u.Context(), access.System("import"), bytes.NewReader(extractOf(rows)), o); !errors.Is(err, errDead) {
		u.Fatalf("the import lives: %v", err)
	}
	return one[int64](u, `SELECT max(id) FROM import`)
}

type dying struct{ *release.Service }

var errDead = errors.New("the process was killed")

func (dying) CloseImport(context.Context, pgx.Tx, access.Actor, release.ImportClosing) (release.Closed, error) {
	return release.Closed{}, errDead
}

package web_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/release"
	"throughgate/web"
)

// importSite is the pages with a worker for their files, which works when it is
// told to.
type importSite struct {
	*site
	im      *intake.Importer
	files   *release.Uploads
	uploads []int64
	rows    []int64
	now     time.Time
}

// newImportSite gives the pages and the worker their own roles in the database.
func newImportSite(t *testing.T) *importSite {
	t.Helper()
	i := &importSite{now: monday}
	i.site = newSite(t, func(c *web.Config) {
		inserter, err := jobs.NewInserter(func() time.Time { return i.now })
		if err != nil {
			t.Fatal(err)
		}
		worker := testkit.As(t, c.Pool, migrations.WorkerRole)
		c.Now = func() time.Time { return i.now }
		releases := &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit, Name: "Haringey unit", Mailbox: "unit@unit.example"},
			Outbox: notify.NewOutbox(nothingLeaves)}
		working := *releases
		working.Pool = worker
		i.im = &intake.Importer{Pool: worker, Now: c.Now, Unit: c.Unit, Observer: &working, Booker: &working, Directory: &working,
			Reviewer: &working, Recorder: &working, Calendar: &working, Places: &working}
		c.Imports = releases
		c.Uploads = &release.Uploads{Pool: c.Pool, Now: c.Now, Enqueue: func(ctx context.Context, tx pgx.Tx, id int64) error {
			i.uploads = append(i.uploads, id)
			return inserter.EnqueueUpload(ctx, tx, id)
		}}
		i.files = c.Uploads
		c.HeldRows = &release.HeldRows{Pool: c.Pool, Now: c.Now, Columns: intake.ReleaseColumnNames(), Enqueue: func(ctx context.Context, tx pgx.Tx, id int64) error {
			i.rows = append(i.rows, id)
			return inserter.EnqueueHeld(ctx, tx, id)
		}}
	})
	if err := intake.LoadReference(t.Context(), i.pool, monday); err != nil {
		t.Fatal(err)
	}
	return i
}

// work does what a worker does.
func (i *importSite) work() {
	i.t.Helper()
	i.now = i.now.Add(time.Minute)
	for _, id := range i.uploads {
		if err := i.im.WorkUpload(i.t.Context(), id); err != nil {
			i.t.Fatal(err)
		}
	}
	for _, id := range i.rows {
		if err := i.im.TakeHeld(i.t.Context(), id); err != nil {
			i.t.Fatal(err)
		}
	}
	i.uploads, i.rows = nil, nil
	i.now = i.now.Add(time.Minute)
}

// bring sends the form with a file; fields are those beside the usual ones.
func (i *importSite) bring(kind, name string, content []byte, fields ...string) reply {
	i.t.Helper()
	all := map[string]string{"ref": access.NewRef(), "kind": kind}
	for k := 0; k < len(fields); k += 2 {
		all[fields[k]] = fields[k+1]
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range all {
		_ = form.WriteField(name, value)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		i.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "/imports", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return i.do(r)
}

// looked brings a file, has it looked at, and gives the address of its page.
func (i *importSite) looked(kind, name string, content []byte, fields ...string) string {
	i.t.Helper()
	sent := i.bring(kind, name, content, fields...).wantStatus(http.StatusSeeOther)
	address := sent.header.Get("Location")
	if !strings.HasPrefix(address, "/imports/file/") {
		i.t.Fatalf("leads to %q", address)
	}
	i.work()
	return address
}

// applied does all of it.
func (i *importSite) applied(kind, name string, content []byte, fields ...string) string {
	i.t.Helper()
	address := i.looked(kind, name, content, fields...)
	i.post(address + "/apply").leadsTo(address)
	i.work()
	i.get(address).wantStatus(http.StatusOK).says("What it changed")
	return address
}

const extractHead = "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,sed,legal_status\n"

// extract is a file of these rows.
func extract(rows ...string) []byte { return []byte(extractHead + strings.Join(rows, "\n") + "\n") }

const (
	adams = "A0001BC,Adams,Bo,1990-02-01,Leeds,Haringey,2027-03-16,2028-03-16,SENTENCED"
	brook = "A0002BC,Brook,Al,1985-04-03,Leeds,Haringey,2027-03-18,2028-03-18,SENTENCED"
)

// last is the address of the newest import.
func (i *importSite) last() string {
	i.t.Helper()
	return fmt.Sprintf("/imports/past/%d", i.count(`SELECT max(id) FROM import`))
}

func (i *importSite) expire() {
	i.t.Helper()
	if err := i.files.Expire(i.t.Context()); err != nil {
		i.t.Fatal(err)
	}
}

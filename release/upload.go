package release

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/internal/fault"
)

// UploadKind is what a file of the page holds.
type UploadKind string

// The kinds, in the order in which the page offers them.
const (
	UploadReleases     UploadKind = "releases"
	UploadAppointments UploadKind = "appointments"
	UploadServices     UploadKind = "services"
	UploadHolidays     UploadKind = "holidays"
	UploadLocalPrisons UploadKind = "local_prisons"
)

// UploadKinds lists them.
var UploadKinds = []UploadKind{UploadReleases, UploadAppointments, UploadServices, UploadHolidays, UploadLocalPrisons}

// UploadState is how far a file has come.
type UploadState string

// The states. Only the first three still hold the file.
const (
	UploadWaiting    UploadState = "waiting"  // to be looked at
	UploadReady      UploadState = "ready"    // somebody has to say: apply, or throw away
	UploadApplying   UploadState = "applying" // somebody has said apply
	UploadApplied    UploadState = "applied"
	UploadRefused    UploadState = "refused" // the file cannot be used; nothing was changed
	UploadFailed     UploadState = "failed"  // the program failed on it
	UploadThrownAway UploadState = "thrown_away"
	UploadExpired    UploadState = "expired"
)

// Busy tells whether work on the file is under way or waits for a worker.
func (s UploadState) Busy() bool { return s == UploadWaiting || s == UploadApplying }

const (
	// UploadLimit is the largest file that the page takes, in bytes.
	UploadLimit = 32 << 20
	// uploadKept is how long a file waits for somebody to apply it.
	uploadKept = 24 * time.Hour

	longestFileName = 200
	longestSource   = 60
	shortestRef     = 8
	longestRef      = 40
)

// NewUpload is a file as it came in.
type NewUpload struct {
	Ref      string // made when the form was shown
	Kind     UploadKind
	Source   string    // empty: "extract"
	FileName string    // the file's own name, without folders
	AsOf     time.Time // zero: now
	Content  []byte
}

// check gives what can be said of an upload before it is read. Errors are
// fault.Invalid.
func (u *NewUpload) check(now time.Time) error {
	u.Source = strings.TrimSpace(u.Source)
	if u.Source == "" {
		u.Source = "extract"
	}
	u.FileName = plainName(u.FileName)
	switch {
	case !slices.Contains(UploadKinds, u.Kind):
		return fault.Invalid("Choose what the file holds")
	case len(u.Ref) < shortestRef || len(u.Ref) > longestRef || strings.ContainsFunc(u.Ref, notOfRef):
		return fault.Invalid("The form is not complete: open the page again")
	case len(u.Content) == 0:
		return fault.Invalid("Choose a file that is not empty")
	case len(u.Content) > UploadLimit:
		return fault.Invalid("The file is larger than %d MB: send it in parts", UploadLimit>>20)
	case len(u.Source) > longestSource:
		return fault.Invalid("Write at most %d letters for who tells this", longestSource)
	case u.AsOf.After(now):
		return fault.Invalid("The time at which the picture was taken lies in the future")
	}
	if u.AsOf.IsZero() {
		u.AsOf = now
	}
	u.AsOf = u.AsOf.UTC().Truncate(time.Microsecond)
	return nil
}

// notOfRef tells of a letter that no reference of ours has.
func notOfRef(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// plainName is a file's name without the folders that some browsers send along.
func plainName(name string) string {
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	name = strings.ToValidUTF8(strings.TrimSpace(name), "")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	for utf8.RuneCountInString(name) > longestFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name == "" {
		return "file"
	}
	return name
}

// UploadReport is what became, or would become, of a file: the document of
// interface.md 3 as it is kept with an upload.
type UploadReport struct {
	Rows           int             `json:"rows"`
	New            int             `json:"new"`
	Changed        int             `json:"changed"`
	Unchanged      int             `json:"unchanged"`
	OutsideUnit    int             `json:"outside_unit"`
	Rejected       []UploadProblem `json:"rejected"`
	Held           []UploadProblem `json:"held"`
	IgnoredColumns []string        `json:"ignored_columns"`
	MessagesQueued int             `json:"messages_queued"`
	MessagesHeld   int             `json:"messages_held"`
	PeopleChanged  int             `json:"people_changed"`
	Brake          string          `json:"brake"`
	ReviewTasks    *int            `json:"review_tasks"`
}

// UploadProblem is one row that is rejected or held, with the remedy. Column is
// empty where the whole row is meant.
type UploadProblem struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Problem string `json:"problem"`
}

// Upload is a file of the page as it stands.
type Upload struct {
	ID         int64
	Ref        string
	Kind       UploadKind
	Source     string
	FileName   string
	Bytes      int
	AsOf       time.Time
	UploadedBy string // name
	UploadedAt time.Time
	State      UploadState
	Done       int // rows, of Total; a Total of 0: still reading
	Total      int
	Report     UploadReport
	Problem    string // why it was refused or failed
	ImportID   int64  // 0: not applied
	DecidedBy  string // name
	DecidedAt  *time.Time
	Review     bool // applied now it would be a go-live review: the page's first extract
}

// UploadJob is the work on one upload: to look at it, or to apply it, as its
// state says.
type UploadJob struct {
	ID int64 `json:"id"`
}

// Kind names the job for River.
func (UploadJob) Kind() string { return "import_upload" }

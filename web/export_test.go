package web

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"throughgate/access"
	"throughgate/release"
)

// TableRow is one row of the table of pages, for the tests that walk it.
type TableRow struct {
	Method, Path string
	Roles        []string
}

// Table is the whole table of pages.
func Table() []TableRow {
	var out []TableRow
	for _, r := range (&server{}).routes() {
		row := TableRow{Method: r.method, Path: r.path}
		for _, role := range r.roles {
			row.Roles = append(row.Roles, string(role))
		}
		out = append(out, row)
	}
	return out
}

// GetRoutes are the addresses of the table of pages that are read with GET, with
// the roles that may; for the test that goes through them all.
func GetRoutes() map[string][]string {
	out := map[string][]string{}
	for _, r := range Table() {
		if r.Method == http.MethodGet {
			out[r.Path] = append(out[r.Path], r.Roles...)
		}
	}
	return out
}

// GetAPIRoutes are the paths of the API's table, as openapi.yaml writes them,
// with their methods and the roles that may.
func GetAPIRoutes() map[string]map[string][]access.Role {
	out := map[string]map[string][]access.Role{}
	for _, r := range (&server{}).apiRoutes() {
		path := pathParam.ReplaceAllString(r.path, "{$1}")
		if out[path] == nil {
			out[path] = map[string][]access.Role{}
		}
		out[path][strings.ToLower(r.method)] = r.roles
	}
	return out
}

var pathParam = regexp.MustCompile(`:(\w+)`)

// GetAPIDocuments are the types that the API sends and takes, by the name of
// their schema in openapi.yaml.
func GetAPIDocuments() map[string]reflect.Type {
	return map[string]reflect.Type{
		"Problem": reflect.TypeFor[problem](), "ProblemField": reflect.TypeFor[problemField](),
		"Releases": reflect.TypeFor[apiReleases](), "BoardRow": reflect.TypeFor[release.BoardRow](), "Story": reflect.TypeFor[release.Story](),
		"Person": reflect.TypeFor[release.StoryPerson](), "Custody": reflect.TypeFor[release.StoryCustody](), "Release": reflect.TypeFor[release.StoryRelease](),
		"Episode": reflect.TypeFor[release.StoryEpisode](), "Date": reflect.TypeFor[release.StoryDate](), "Change": reflect.TypeFor[release.StoryChange](),
		"PlanTask": reflect.TypeFor[release.StoryTask](), "Contact": reflect.TypeFor[release.StoryContact](), "Step": reflect.TypeFor[release.StoryStep](),
		"StoryAppointment": reflect.TypeFor[release.StoryAppointment](), "StoryMessage": reflect.TypeFor[release.StoryMessage](),
		"About": reflect.TypeFor[release.StoryAbout](), "Event": reflect.TypeFor[release.StoryEvent](), "Events": reflect.TypeFor[apiEvents](),
		"Tasks": reflect.TypeFor[apiTasks](), "TaskRow": reflect.TypeFor[apiTaskRow](), "Who": reflect.TypeFor[apiWho](), "Leaving": reflect.TypeFor[apiLeaving](),
		"Task": reflect.TypeFor[apiTask](), "TaskPerson": reflect.TypeFor[apiPerson](), "Office": reflect.TypeFor[apiOffice](), "Question": reflect.TypeFor[apiQuestion](),
		"Answer": reflect.TypeFor[apiAnswer](), "Answered": reflect.TypeFor[apiAnswered](), "Ask": reflect.TypeFor[apiAskDocument](), "Reply": reflect.TypeFor[apiReplyDocument](),
		"Appointments": reflect.TypeFor[apiAppointments](), "Appointment": reflect.TypeFor[apiAppointment](), "Visit": reflect.TypeFor[apiVisit](), "Booked": reflect.TypeFor[apiBooked](),
		"Messages": reflect.TypeFor[apiMessages](), "MessageRow": reflect.TypeFor[apiMessageRow](), "Message": reflect.TypeFor[apiMessage](),
		"Thing": reflect.TypeFor[apiThing](), "Receipt": reflect.TypeFor[apiReceipt](),
	}
}

// RecordWords are the last parts of the addresses under /record/.
func RecordWords() []string {
	var out []string
	for _, a := range recordActions {
		out = append(out, a.what)
	}
	return out
}

// Scrub is what the log gets of an error.
var Scrub = scrub

// FreeBoxes are the boxes of free text: the address of their form, and their field.
func FreeBoxes() (out [][2]string) {
	for _, b := range freeBoxes {
		out = append(out, [2]string{b.path, b.field})
	}
	return out
}

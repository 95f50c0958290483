package main

import (
	"fmt"
	"slices"
	"time"
)

// measure is one line of the table: what is measured, and what is aimed at. Zero
// aims at nothing.
type measure struct {
	key, step, what string
	in              scale
	within          []float64 // at most this much, each value
	least           float64   // at least this much
	ofFloor         float64   // at most this many times its floor
	grows           float64   // at most this many times what it is at the smaller size
	small           bool      // measured at the smaller size alone
}

const (
	growsWithPeople = 11  // ten times as many people
	growsHardly     = 1.5 // the queries of a page
	megabyte        = 1 << 20
)

// measures are all lines of the table, in its order. What was not measured has
// its line too.
var measures = slices.Concat(
	bulk(measure{key: "load", step: "load", what: "import, first load", ofFloor: 3, grows: growsWithPeople}),
	[]measure{
		{key: "load.memory", step: "command", what: "… the most memory that the command `import releases` has", in: inBytes, small: true},
		{key: "load.size", step: "load", what: "… the database after it", in: inBytes},
	},
	bulk(measure{key: "again", step: "again", what: "import, the same file again", ofFloor: 1.3, grows: growsWithPeople}),
	[]measure{
		{key: "again.people", step: "again", what: "… rows it writes for people, dates, tasks, messages", in: inCounts, within: []float64{0}},
		{key: "again.all", step: "again", what: "… rows it writes in all: the import and who is in the file", in: inCounts},
		{key: "again.memory", step: "command", what: "… the most memory that the command `import releases` has", in: inBytes},
		{key: "sheet", step: "sheet", what: "import, the same as a spreadsheet; its floor is the CSV", small: true},
	},
	bulk(measure{key: "plan", step: "plan", what: "everybody enters the window and is planned", small: true}),
	bulk(measure{key: "watch", step: "watch", what: "a watch day", ofFloor: 1.2, grows: growsWithPeople}),
	bulk(measure{key: "move", step: "move", what: "an extract that moves every sixth person by a week", ofFloor: 4, grows: growsWithPeople}),
	[]measure{{key: "undo", step: "undo", what: "undoing that extract; its floor is the extract", small: true}},
	bulk(measure{key: "events", step: "events", what: "an event file: a tenth is moved to another prison", small: true}),
	[]measure{{key: "forecast", step: "forecast", what: "a forecast for a thirtieth of the people", ofFloor: 0, small: true}},
	bulk(measure{key: "drain", step: "drain", what: "drain, the mail server answers at once", ofFloor: 1, grows: growsWithPeople}),
	[]measure{
		{key: "drain.within", step: "drain", what: "… its time", within: []float64{float64(15 * time.Second)}, small: true},
		{key: "drain.rate", step: "drain", what: "… e-mails a second", in: inRates},
		{key: "drain.each", step: "drain", what: "… processor time of the worker an e-mail", within: []float64{float64(350 * time.Microsecond)}},
		{key: "drain.river", step: "drain", what: "… beside as many jobs of River that do nothing", in: inRates},
		{key: "drain.slow", step: "drain", what: "drain, the mail server takes 5 ms over each", ofFloor: 1, small: true},
		{key: "drain.letters", step: "drain", what: "drain of what the watch day queued: lists and digests", small: true},
		{key: "latency", step: "latency", what: "idle to send: from the commit to the provider's call (p50, p95, p99); its floor is River's own",
			within: []float64{float64(10 * time.Millisecond), 0, float64(30 * time.Millisecond)}, small: true},
		{key: "latency.behind", step: "latency", what: "… less than 100 ms behind another", small: true},
		{key: "callbacks", step: "callbacks", what: "processor time of the web process a Twilio callback",
			within: []float64{float64(time.Minute / 4 / callbacks)}, small: true},
		{key: "callbacks.rate", step: "callbacks", what: "… callbacks a second", in: inRates, small: true},
	},
	ofBoards(),
	ofPages(),
	ofUsers(),
	[]measure{
		{key: "memory", step: "memory", what: "memory of `serve --work` after a watch day, its e-mails, 50 sign-ins at once", in: inBytes, within: []float64{mostMemory * megabyte}, small: true},
		{key: "memory.peak", step: "memory", what: "… the most it had", in: inBytes, small: true},
		{key: "pages.slowest", step: "pages", what: "slowest of the pages opened; its floor is its statements", ofFloor: mostOfSQL, small: true},
		{key: "pages.unindexed", step: "pages", what: "statements of pages without an index to use", in: inCounts, within: []float64{0}, small: true},
	},
	bulk(measure{key: "seal", step: "audit", what: "audit: sealing 50,000 rows", small: true}),
	[]measure{
		{key: "seal.rate", step: "audit", what: "… rows sealed a second", in: inRates, small: true},
		{key: "verify", step: "audit", what: "audit: verifying them; its floor is their SQL", small: true},
		{key: "verify.rate", step: "audit", what: "… rows verified a second", in: inRates, small: true},
		{key: "demo", step: "demo", what: "`demo`, from its start with nothing to its pages", within: []float64{float64(15 * time.Second)}, small: true},
		{key: "check.dates", step: "check", what: "`check dates`, lines", in: inRates, least: 20_000, small: true},
		{key: "check.texts", step: "check", what: "`check texts`, lines", in: inRates, least: 50_000, small: true},
		{key: "check.numbers", step: "check", what: "`check numbers`, lines", in: inRates, small: true},
		{key: "check.emails", step: "check", what: "`check emails`, lines", in: inRates, small: true},
		{key: "decide", step: "rules", what: "the deciding date and release day of one person, the slowest of seven kinds", within: []float64{float64(time.Microsecond)}, small: true},
		{key: "decide.allocs", step: "rules", what: "… allocations: the reasons and the sentence", in: inCounts, within: []float64{2}, small: true},
		{key: "replan.earlier", step: "rules", what: "planning 5,000 moved people of 24 tasks again, a week earlier", ofFloor: 2.5, small: true},
		{key: "replan.later", step: "rules", what: "… a week later", ofFloor: 2.5, small: true},
	},
	ofPolicies(),
)

// bulk gives the four lines of something large.
func bulk(m measure) []measure {
	of := func(key, what string, in scale) measure {
		return measure{key: m.key + key, step: m.step, what: what, in: in, small: m.small}
	}
	return []measure{m, of(".program", "… processors, the program", inTime), of(".server", "… processors, PostgreSQL", inTime), of(".wal", "… log written (WAL)", inBytes)}
}

func ofBoards() (out []measure) {
	for _, one := range slices.Concat(boards, narrowBoards) {
		out = append(out, measure{key: "board." + one.key, step: "board", what: one.what, ofFloor: mostOfSQL, grows: growsHardly})
	}
	return out
}

func ofPages() (out []measure) {
	add := func(prefix string, pages []handledPage) {
		for _, page := range pages {
			out = append(out, measure{key: prefix + page.key, step: "board", what: page.what + "; its floor is its statements", grows: page.grows})
		}
	}
	add("page.", handled)
	add("page.narrow.", narrowHandled())
	return out
}

func ofUsers() (out []measure) {
	out = append(out, measure{key: "users.ready", step: "users", what: "`serve --work`, from its start to ready", within: []float64{float64(readyIn)}, small: true})
	for _, page := range clickedPages {
		out = append(out, measure{key: "users." + page, step: "users", what: fmt.Sprintf("%s, %d users, a click each %.0f s (p50, p95, p99)", page, usersAtOnce, clickEvery.Seconds()),
			within: []float64{0, float64(slowest95), float64(slowest99)}, small: true})
	}
	return append(out, measure{key: "users.each", step: "users", what: "… processor time a click, PostgreSQL and all that is sent meanwhile", small: true},
		measure{key: "users.memory", step: "users", what: "… memory of the program then", in: inBytes, within: []float64{mostMemory * megabyte}, small: true},
		measure{key: "users.peak", step: "users", what: "… the most it had", in: inBytes, small: true})
}

func ofPolicies() (out []measure) {
	whats := []string{"watch day"}
	for _, who := range policyReaders {
		for _, page := range policyPages {
			whats = append(whats, page.what+" page, "+who.what)
		}
	}
	for _, what := range whats {
		out = append(out, measure{key: "policies." + what, step: "policies", what: "row-level security, processors: " + what, ofFloor: mostForPolicies, small: true},
			measure{key: "audited." + what, step: "policies", what: "… and the audit", ofFloor: mostForPolicies, small: true})
	}
	return out
}

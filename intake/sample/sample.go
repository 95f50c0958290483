// Package sample holds the demo's files: a release extract of 387 invented
// people on real prisons (telephone numbers of Ofcom's drama range, addresses
// that end in .example), the same extract a day later, an invented directory
// of services, and appointments of the same people.
package sample

import _ "embed"

// Releases is the release extract as of Monday 23 November 2026.
//
//go:embed releases.csv
var Releases []byte

// ReleasesNextDay is the extract as of 24 November 2026: moved dates, a
// transfer, releases, a death.
//
//go:embed releases_next_day.csv
var ReleasesNextDay []byte

// Services is the directory of services.
//
//go:embed services.csv
var Services []byte

// Appointments are appointments of people of the extract.
//
//go:embed appointments.csv
var Appointments []byte

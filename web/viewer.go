package web

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/release"
)

// restrictedRecord stands where a name would.
const restrictedRecord = "Restricted record"

// ringManager is all that a service is told of a restricted record.
const ringManager = "Restricted record: ring the offender manager"

// listViewer is of which class a reader of a list is. A list never shows a
// restricted record, open or not.
func listViewer(who access.Actor, restricted, healthAgreed bool) access.Viewer {
	return access.ViewerFor(access.Reading{Role: who.Role, Restricted: restricted, HealthAgreed: healthAgreed, HealthShared: who.HealthShared})
}

// storyViewer is of which class the reader of a release's page is.
func storyViewer(who access.Actor, story release.Story) access.Viewer {
	return access.ViewerFor(access.Reading{Role: who.Role, Restricted: story.Person.Restricted, Opened: !story.OpenUntil.IsZero(),
		HealthAgreed: story.Who.HealthConsent, HealthShared: who.HealthShared})
}

// nameIn is whom a line of a list is about, as far as its reader may know.
func nameIn(see access.Viewer, surname, forenames, initials string) wording.Text {
	switch {
	case see.Sees(access.FieldName):
		return wording.F("{1}, {2}", surname, forenames)
	case see.Sees(access.FieldInitials):
		return wording.Data(initials)
	case see == access.ServiceMasked:
		return ringManager
	}
	return restrictedRecord
}

// openUntil is when the restricted record of a story closes again for its reader;
// zero where they have not opened it.
func openUntil(ctx context.Context, tx pgx.Tx, who access.Actor, story release.Story, now time.Time) (time.Time, error) {
	if !story.Person.Restricted {
		return time.Time{}, nil
	}
	return release.OpenUntil(ctx, tx, who, story.Who.ReleaseID, now)
}

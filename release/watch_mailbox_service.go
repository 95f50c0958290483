package release

import (
	"context"
	"fmt"

	"throughgate/access"
)

// presentOfficer: somebody of release's area p is told of what is the link
// officer's, who is not away with nobody to stand in ($1: those who are).
const presentOfficer = `(EXISTS (SELECT FROM account a JOIN account_area w ON w.account_id = a.id
	                 WHERE a.role = 'link_officer' AND a.disabled_at IS NULL AND w.area = p.home_area AND lower(a.email) <> ALL ($1::text[]))
	     OR EXISTS (SELECT FROM service v WHERE v.service = 'link_officer' AND v.area IN (p.home_area, '*')))`

// heldByMailbox puts on "nobody to send to" the officers' tasks of which only the
// unit's mailbox is told, because who holds them is away and nobody is left to
// stand in, and takes off those for which there is somebody (domain 1).
func (w *watch) heldByMailbox(ctx context.Context) error {
	away, err := access.ReadStandIns(ctx, w.tx, w.day)
	if err != nil {
		return err
	}
	nobody := []string{}
	for address, in := range away {
		if in.Email == "" {
			nobody = append(nobody, address)
		}
	}
	for _, change := range []string{
		`UPDATE task t SET nobody = false, version = t.version + 1
		  FROM standard s, release r, person p
		 WHERE t.nobody AND t.state IN ` + askedStates + ` AND s.code = t.standard AND s.found_by IN ('com', 'unit')
		   AND r.id = t.release_id AND p.id = r.person_id
		   AND (s.found_by = 'unit' OR lower(t.contact_email) <> ALL ($1)) AND ` + presentOfficer,
		`UPDATE task t SET nobody = true, version = t.version + 1
		  FROM standard s, release r, person p
		 WHERE NOT t.nobody AND t.state IN ` + askedStates + ` AND s.code = t.standard AND s.found_by IN ('com', 'unit')
		   AND r.id = t.release_id AND p.id = r.person_id AND lower(t.contact_email) = ANY ($1)
		   AND (s.found_by = 'com' OR NOT ` + presentOfficer + `)`,
	} {
		if _, err := w.tx.Exec(ctx, change, nobody); err != nil {
			return fmt.Errorf("find who holds what the mailbox held: %w", err)
		}
	}
	return nil
}

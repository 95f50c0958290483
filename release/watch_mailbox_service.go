package release

import (
	"context"
	"fmt"
)

// heldByMailbox takes off "nobody to send to" the officers' tasks that only the
// unit's mailbox held, once the area has a link officer (domain 1).
func (w *watch) heldByMailbox(ctx context.Context) error {
	_, err := w.tx.Exec(ctx, `
		UPDATE task t SET nobody = false, version = t.version + 1
		  FROM standard s, release r, person p
		 WHERE t.nobody AND t.state IN `+askedStates+` AND s.code = t.standard AND s.found_by IN ('com', 'unit')
		   AND r.id = t.release_id AND p.id = r.person_id
		   AND (EXISTS (SELECT FROM account a JOIN account_area w ON w.account_id = a.id
		                 WHERE a.role = 'link_officer' AND a.disabled_at IS NULL AND w.area = p.home_area)
		     OR EXISTS (SELECT FROM service v WHERE v.service = 'link_officer' AND v.area IN (p.home_area, '*')))`)
	if err != nil {
		return fmt.Errorf("find who holds what the mailbox held: %w", err)
	}
	return nil
}

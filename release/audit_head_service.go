package release

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/notify"
)

// WitnessesWanted is how many people get the head of the audit: one alone could
// be whoever has something to hide.
const WitnessesWanted = 2

// ReadWitnesses are the addresses that the day's head goes to: those given, else
// those of the information leads.
func ReadWitnesses(ctx context.Context, tx pgx.Tx, given []string) ([]string, error) {
	if len(given) > 0 {
		return given, nil
	}
	rows, err := tx.Query(ctx, `SELECT email FROM account WHERE role = 'information_lead' AND disabled_at IS NULL ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read who gets the head of the audit: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read who gets the head of the audit: %w", err)
	}
	return list, nil
}

// sendHead queues the day's head of the audit, one message a witness, where
// anything is sealed.
func (w *watch) sendHead(ctx context.Context) error {
	chain, err := access.ReadChain(ctx, w.tx)
	if err != nil || chain.Head.Seq == 0 {
		return err
	}
	witnesses, err := ReadWitnesses(ctx, w.tx, w.Witnesses)
	if err != nil {
		return err
	}
	list := make([]notify.Intent, len(witnesses))
	for i, address := range witnesses {
		list[i] = notify.Intent{Channel: notify.Email, Kind: notify.AuditHead, To: address,
			DedupeKey: "audit_head:" + w.occasion + ":" + strings.ToLower(address), NotBefore: w.timing.digests}
	}
	_, err = w.queue(ctx, list)
	return err
}

// composeHead says how far the audit is sealed when the message leaves.
func composeHead(ctx context.Context, tx pgx.Tx) (notify.Letter, notify.Verdict, error) {
	chain, err := access.ReadChain(ctx, tx)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	if chain.Head.Seq == 0 || chain.SealedAt == nil {
		return notify.Letter{}, notify.Verdict{Reason: "nothing of the audit is sealed"}, nil
	}
	return notify.Letter{Head: notify.Head{Words: chain.Head.String(), SealedAt: *chain.SealedAt}}, notify.Verdict{Send: true}, nil
}

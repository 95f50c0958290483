package release

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

// RetentionList is what the command line shows of those who leave.
type RetentionList struct {
	Years     int            `json:"years"`
	Confirmed bool           `json:"confirmed"`
	Due       int            `json:"due"`
	Tonight   NightOutcome   `json:"tonight"` // how a night ends that begins now
	Last      *ErasedNight   `json:"last_night,omitempty"`
	Leaving   []LeavingLine  `json:"leaving"`
	Kept      []LeavingLine  `json:"kept"`
	Requests  []RequestState `json:"requests"`
}

// RequestState is a request to erase somebody, without its words.
type RequestState struct {
	Ref     string        `json:"reference"` // of the present release
	Ground  ErasureGround `json:"ground"`
	Agreed  bool          `json:"agreed"`
	WaitsOn Staying       `json:"waits_on,omitempty"`
}

// ListRetention says who leaves next and what keeps whom; it changes nothing but
// the audit.
func (s *Service) ListRetention(ctx context.Context, who access.Actor) (RetentionList, error) {
	out := RetentionList{Leaving: []LeavingLine{}, Kept: []LeavingLine{}, Requests: []RequestState{}}
	now := s.Now()
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		p, err := ReadRetentionPage(ctx, tx, RetentionQuery{Scope: Scope{All: true}, Now: now})
		if err != nil {
			return err
		}
		out.Years, out.Confirmed, out.Due, out.Tonight, out.Last = p.Rule.Years, p.Rule.Confirmed, p.DueNow, p.Waits, p.Last
		out.Leaving, out.Kept = append(out.Leaving, p.Leaving...), append(out.Kept, p.Kept...)
		for _, a := range p.Asked {
			out.Requests = append(out.Requests, RequestState{a.ReleaseRef, a.Ground, ErasureAnswer(a.Decision) == ErasureAgreed, a.Stays})
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Consult, ObjectKind: "retention", Detail: "command"})
	})
	return out, err
}

// ListErased gives every proof, newest first: to be kept outside, and held
// against a backup that was restored.
func (s *Service) ListErased(ctx context.Context, who access.Actor) ([]ErasedLine, error) {
	list := []ErasedLine{}
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		all, err := ReadErased(ctx, tx, Scope{All: true}, 1<<31-1, 0)
		if err != nil {
			return err
		}
		list = append(list, all...)
		return access.Record(ctx, tx, s.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "erasures", Detail: "command"})
	})
	return list, err
}

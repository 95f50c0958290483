package pathways

import (
	"context"
	"errors"

	"throughgate/access"
	"throughgate/internal/fault"
)

// Seen is a request as a list showed it.
type Seen struct {
	Ref     string
	Version int
}

// MostAtOnce is how many requests are answered in one go.
const MostAtOnce = 100

// AnswerSeveral says "we have it" or "we will do it" to several requests. Each
// is answered by itself, as on its own page: one that somebody else has changed,
// or that cannot be answered so, stays as it is and holds up no other. It gives
// those. Errors: fault.Invalid where nothing is chosen, too much, or the answer
// needs more than a press; anything else stops where it is.
func (s *TaskService) AnswerSeveral(ctx context.Context, who access.Actor, list []Seen, to State) (left []Seen, err error) {
	switch {
	case to != Acknowledged && to != Accepted:
		return nil, fault.Invalid("Choose what to say to the requests")
	case len(list) == 0:
		return nil, fault.Invalid("Tick the requests that you answer")
	case len(list) > MostAtOnce:
		return nil, fault.Invalid("Answer up to %d requests in one go", MostAtOnce)
	}
	for _, seen := range list {
		err := s.answer(ctx, who, seen.Ref, seen.Version, Answer{To: to})
		var ours *fault.Error
		switch {
		case err == nil:
		case errors.As(err, &ours):
			left = append(left, seen)
		default:
			return left, err
		}
	}
	return left, nil
}

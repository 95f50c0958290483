package oracle

import (
	"slices"
	"time"
)

// stop ends what stood for the time after a release: of whoever is inside again,
// services are told that it is withdrawn (rule 4). What stands from then on is
// not judged.
func (o *Oracle) stop(p *person, at time.Time) {
	if p.vague != "" {
		return
	}
	for _, s := range o.list {
		t := p.of(s)
		if t != nil && t.state == asked && t.told && !s.officers() && (s.anchor == "actual" || s.afterRelease) {
			p.lost = append(p.lost, withdrawal{s.code, t.to, at})
		}
	}
}

// tooEarly: of whoever was released in error no service hears, and no text goes,
// until the offender manager says so; of whoever has left and nobody knows how,
// services hear of what is new after an hour's wait for an answer. What was asked
// of them before goes on: it is nothing new, though the mail was late (rule 4).
func (o *Oracle) tooEarly(p *person, s Sent, it Item) {
	outside := s.Channel == "text" && s.Kind != "auto_reply" || slices.Contains(serviceKinds, s.Kind)
	switch {
	case p.inError && outside:
		o.violate(p, "released in error: %s %s to %s before the offender manager has said so", s.Channel, s.Kind, s.To)
	case p.place == "unknown" && s.Kind == "request" && s.At.Before(p.learntAt.Add(time.Hour)) && !p.request(it.Code).askedBefore(p.learntAt):
		o.violate(p, "left, and nobody knows how: a request to %s before the hour is over", s.To)
	}
}

// askedBefore: somebody held the request before an instant.
func (t *task) askedBefore(at time.Time) bool {
	return t != nil && t.state == asked && t.askedAt.time().Before(at)
}

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
		t := p.tasks[s.code]
		if t != nil && t.state == "asked" && t.told && !s.officers() && (s.anchor == "actual" || s.afterRelease) {
			p.lost = append(p.lost, withdrawal{s.code, obligation{open: true, to: t.to, from: at}})
		}
	}
}

// tooEarly: of whoever was released in error no service hears, and no text goes,
// until the offender manager says so; of whoever has left and nobody knows how,
// services hear after an hour's wait for an answer.
func (o *Oracle) tooEarly(p *person, s Sent) {
	outside := s.Channel == "text" && s.Kind != "auto_reply" || slices.Contains(serviceKinds, s.Kind)
	switch {
	case p.inError && outside:
		o.violate(p, "released in error: %s %s to %s before the offender manager has said so", s.Channel, s.Kind, s.To)
	case p.place == "unknown" && s.Kind == "request" && s.At.Before(p.learntAt.Add(time.Hour)):
		o.violate(p, "left, and nobody knows how: a request to %s before the hour is over", s.To)
	}
}

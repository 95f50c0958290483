package people

import (
	"fmt"

	"throughgate/intake/reference"
)

// prisons are the codes of the reference list, by who is held there.
type prisons struct{ men, women []string }

func loadPrisons() (*prisons, error) {
	list, err := reference.Prisons()
	if err != nil {
		return nil, fmt.Errorf("invent people: %w", err)
	}
	var out prisons
	for _, p := range list {
		if p.MaleFemale != "female" {
			out.men = append(out.men, p.Code)
		}
		if p.MaleFemale != "male" {
			out.women = append(out.women, p.Code)
		}
	}
	return &out, nil
}

func (l *prisons) pick(p *person) string {
	if p.cells[sex] == "female" {
		return pick(p, l.women)
	}
	return pick(p, l.men)
}

package release

import (
	"slices"
	"strings"
)

// NeedState is what is known of one need.
type NeedState string

// The states of a need.
const (
	NeedPresent NeedState = "present"
	NeedAbsent  NeedState = "absent"
	NeedUnknown NeedState = "unknown"
)

// NeedStates are all of them.
var NeedStates = []NeedState{NeedPresent, NeedAbsent, NeedUnknown}

// needPrefix begins the field of one need: what is known of the others stays.
const needPrefix = "need_"

// stillUnknown marks, in a list of needs, one that nobody knows of yet.
const stillUnknown = "=unknown"

// NeedField is the field of one of [Needs]. Its value is a [NeedState].
func NeedField(need string) Field { return Field(needPrefix + need) }

// Need is the need of a field; "" for any other field.
func (f Field) Need() string {
	need, is := strings.CutPrefix(string(f), needPrefix)
	if !is || !slices.Contains(Needs, need) {
		return ""
	}
	return need
}

// tellsNeeds tells whether a field says what somebody needs.
func (f Field) tellsNeeds() bool { return f == FieldNeeds || f.Need() != "" }

func (o *Observation) need(need string) NeedState {
	switch {
	case !o.NeedsAssessed || slices.Contains(o.NeedsUnknown, need):
		return NeedUnknown
	case slices.Contains(o.Needs, need):
		return NeedPresent
	}
	return NeedAbsent
}

// setNeed records one need and leaves the others as they are. With every need
// unknown there is no assessment.
func (o *Observation) setNeed(need string, to NeedState) {
	var present, unknown []string
	for _, n := range Needs {
		state := o.need(n)
		if n == need {
			state = to
		}
		switch state {
		case NeedPresent:
			present = append(present, n)
		case NeedUnknown:
			unknown = append(unknown, n)
		case NeedAbsent:
		}
	}
	o.Needs, o.NeedsUnknown, o.NeedsAssessed = present, unknown, len(unknown) < len(Needs)
	if !o.NeedsAssessed {
		o.NeedsUnknown = nil
	}
}

// needsTold is what is known of all needs, as a list of an extract; "unknown"
// where nobody has asked.
func (o *Observation) needsTold() string {
	if !o.NeedsAssessed {
		return unknownTold
	}
	list := slices.Clone(o.Needs)
	for _, n := range o.NeedsUnknown {
		list = append(list, n+stillUnknown)
	}
	return listTold(list)
}

// ReadNeeds reads a list of needs: those named are present, or not known yet
// where they say so (family=unknown), the others absent. others tells whether it
// held words that are no need.
func ReadNeeds(list string) (present, unknown []string, others bool) {
	for word := range strings.SplitSeq(list, ";") {
		need, isUnknown := strings.CutSuffix(word, stillUnknown)
		switch {
		case !slices.Contains(Needs, need):
			others = true
		case isUnknown:
			unknown = append(unknown, need)
		default:
			present = append(present, need)
		}
	}
	return present, unknown, others
}

// forExtracts are the edits as the columns of an extract hold them: single needs
// are one list there.
func (o *Observation) forExtracts(made []Edit) []Edit {
	out := slices.DeleteFunc(slices.Clone(made), func(e Edit) bool { return e.Field.tellsNeeds() })
	if len(out) < len(made) {
		out = append(out, Edit{Field: FieldNeeds, Now: o.needsTold()})
	}
	return out
}

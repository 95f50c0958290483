package release

import (
	"slices"
	"strings"
	"unicode"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// Field is one thing that is known of a person and can be corrected by hand,
// named as the column of an extract that tells it.
type Field string

// The fields. The last four are the text agreement.
const (
	FieldSurname      Field = "surname"
	FieldForenames    Field = "forenames"
	FieldBorn         Field = "date_of_birth"
	FieldArea         Field = "home_area" // GSS code
	FieldLanguage     Field = "language"  // ISO 639-1
	FieldCOMName      Field = "com_name"
	FieldCOMEmail     Field = "com_email"
	FieldPOMName      Field = "pom_name"
	FieldPOMEmail     Field = "pom_email"
	FieldPoliceName   Field = "police_om_name"
	FieldPoliceEmail  Field = "police_om_email"
	FieldFlags        Field = "flags" // semicolon list, or none
	FieldIOM          Field = "iom"   // fixed, flex, free or none
	FieldNeeds        Field = "needs" // semicolon list, none, or unknown
	FieldMobile       Field = "mobile"
	FieldTextOK       Field = "text_ok"        // yes, no, unknown
	FieldTextAgreedOn Field = "text_agreed_on" // a day, or empty
	FieldPhoneShared  Field = "phone_shared"   // yes, no, unknown
)

// Fields are all of them.
var Fields = []Field{FieldSurname, FieldForenames, FieldBorn, FieldArea, FieldLanguage, FieldCOMName, FieldCOMEmail, FieldPOMName,
	FieldPOMEmail, FieldPoliceName, FieldPoliceEmail, FieldFlags, FieldIOM, FieldNeeds, FieldMobile, FieldTextOK, FieldTextAgreedOn,
	FieldPhoneShared}

// Needs are those that an assessment looks at, in the order of interface.md 3.
var Needs = []string{"accommodation", "benefits", "mental_health", "drugs_and_alcohol", "finance", "family", "attitudes"}

// Flags are those of domain rule 9.
var Flags = []string{"mappa1", "mappa2", "mappa3", "exclusion_zone", "no_contact", "victim_contact", "approved_premises", "children",
	"pregnant", "care_leaver", "immigration_hold", "contact_risk", "tenancy", "tag", "restricted"}

const (
	noneTold    = "none"
	unknownTold = "unknown"
)

// value is a field as it is known, in the words of an extract.
func (o *Observation) value(f Field) string {
	switch f {
	case FieldSurname:
		return o.Surname
	case FieldForenames:
		return o.Forenames
	case FieldBorn:
		return dayTold(o.BirthDate)
	case FieldArea:
		return o.HomeArea
	case FieldLanguage:
		return o.Language
	case FieldCOMName:
		return o.COM.Name
	case FieldCOMEmail:
		return o.COM.Email
	case FieldPOMName:
		return o.POM.Name
	case FieldPOMEmail:
		return o.POM.Email
	case FieldPoliceName:
		return o.PoliceOM.Name
	case FieldPoliceEmail:
		return o.PoliceOM.Email
	case FieldFlags:
		return listTold(o.Flags)
	case FieldIOM:
		return o.IOM
	case FieldNeeds:
		return o.needsTold()
	case FieldMobile:
		return o.MobileTold
	case FieldTextOK:
		return o.TextOK
	case FieldTextAgreedOn:
		return dayTold(o.TextAgreedOn)
	case FieldPhoneShared:
		return o.PhoneShared
	}
	if need := f.Need(); need != "" {
		return string(o.need(need))
	}
	return ""
}

// correct sets a field, or says what is wrong with what was typed. A field that
// holds can be used: what an extract told and could not be used is named no more.
func (o *Observation) correct(f Field, v string) (problem string) {
	switch f {
	case FieldSurname, FieldForenames:
		if problem = nameProblem(v); problem == "" && f == FieldSurname {
			o.Surname = v
		} else if problem == "" {
			o.Forenames = v
		}
	case FieldBorn:
		born, err := calendar.Parse(v)
		if err != nil || born.Year() < 1900 {
			return "Give the birth date, such as 27/3/1990"
		}
		o.BirthDate = born
	case FieldArea:
		if v == "" {
			return "Choose the home area"
		}
		o.HomeArea = v
	case FieldLanguage:
		o.Language = v
	case FieldCOMName:
		o.COM.Name = v
	case FieldCOMEmail:
		problem = correctAddress(&o.COM.Email, v)
	case FieldPOMName:
		o.POM.Name = v
	case FieldPOMEmail:
		problem = correctAddress(&o.POM.Email, v)
	case FieldPoliceName:
		o.PoliceOM.Name = v
	case FieldPoliceEmail:
		problem = correctAddress(&o.PoliceOM.Email, v)
	case FieldFlags:
		o.Flags = known(v, Flags)
	case FieldIOM:
		if o.IOM = v; v == noneTold {
			o.IOM = ""
		}
	case FieldNeeds:
		o.NeedsAssessed = v != unknownTold
		o.Needs, o.NeedsUnknown, _ = ReadNeeds(v)
	case FieldMobile:
		n := notify.CheckNumber(v, false)
		if v != "" && !n.OK {
			return "This is no mobile number that can be texted: give one such as 07700 900123"
		}
		o.MobileTold, o.Mobile = v, n.E164
		if v == "" {
			o.Mobile = ""
		}
	case FieldTextOK:
		o.TextOK = v
	case FieldTextAgreedOn:
		o.TextAgreedOn = calendar.Date{}
		if v != "" {
			day, err := calendar.Parse(v)
			if err != nil {
				return "Give the day of the agreement, such as 27/11/2026"
			}
			o.TextAgreedOn = day
		}
	case FieldPhoneShared:
		o.PhoneShared = v
	default:
		if !slices.Contains(NeedStates, NeedState(v)) {
			return "Choose what is known"
		}
		o.setNeed(f.Need(), NeedState(v))
	}
	if problem == "" {
		o.Notes = slices.DeleteFunc(o.Notes, func(n string) bool { return n == string(f) })
	}
	return problem
}

func nameProblem(v string) string {
	if !strings.ContainsFunc(v, unicode.IsLetter) {
		return "Give the name, in letters"
	}
	return ""
}

func correctAddress(to *string, v string) string {
	if v != "" {
		a := notify.CheckAddress(v)
		if !a.OK {
			return "This is no e-mail address: give one such as kay@probation.example, or leave it empty"
		}
		v = a.Normalised
	}
	*to = v
	return ""
}

func known(v string, words []string) []string {
	var out []string
	for _, w := range strings.Split(v, ";") {
		if slices.Contains(words, w) {
			out = append(out, w)
		}
	}
	return out
}

func listTold(list []string) string {
	if len(list) == 0 {
		return noneTold
	}
	return strings.Join(list, ";")
}

func dayTold(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

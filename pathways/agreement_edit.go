package pathways

import (
	"regexp"
	"slices"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// AgreementFields are what is told of a sharing agreement, as the fields of its
// form are called.
var AgreementFields = []string{"title", "partners", "purpose", "gateways", "gateway_words", "our_regime", "their_regime", "categories",
	"domains", "owner", "starts_on", "review_on", "ends_on"}

// agreementHistory are the fields whose changes history keeps: those of the
// form, and what is done to an agreement besides.
var agreementHistory = append(slices.Clone(AgreementFields), "ended_on", "ended_why", "file_name", "file_hash")

// AgreementEdit is an agreement as somebody typed it; Ref is empty for a new one.
// Cells are by name of [AgreementFields]; of partners, gateways, categories and
// domains one value a line. A partner is a service's code, a space and its area;
// without an area it is the service wherever it is.
type AgreementEdit struct {
	Ref     string
	Version int
	Cells   map[string]string
}

// AgreementCells are the cells of an agreement as it is stored, with the name of
// its owner's reference.
func AgreementCells(a access.Agreement, owner string) map[string]string {
	return map[string]string{
		"title": a.Title, "partners": partnerLines(a.Partners), "purpose": a.Purpose, "gateways": lines(a.Gateways), "gateway_words": a.GatewayWords,
		"our_regime": string(a.OurRegime), "their_regime": string(a.TheirRegime), "categories": lines(a.Categories), "domains": lines(a.Domains),
		"owner": owner, "starts_on": dayText(a.StartsOn), "review_on": dayText(a.ReviewOn), "ends_on": dayText(a.EndsOn),
		"ended_on": dayText(a.EndedOn), "ended_why": a.EndedWhy, "file_name": a.FileName, "file_hash": a.FileHash,
	}
}

// PartnerText is a partner as a form and the history have it.
func PartnerText(p access.Partner) string { return strings.TrimSpace(p.Service + " " + p.Area) }

func partnerLines(list []access.Partner) string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = PartnerText(p)
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n")
}

func lines[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return strings.Join(texts, "\n")
}

func dayText(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$`)

// agreementReader reads the cells of a form and gathers what is wrong.
type agreementReader struct {
	cells    map[string]string
	problems []EditProblem
}

func (r *agreementReader) wrong(field, text string) {
	r.problems = append(r.problems, EditProblem{Field: field, Text: text})
}

func (r *agreementReader) needed(field, text string) string {
	value := strings.TrimSpace(r.cells[field])
	if value == "" {
		r.wrong(field, text)
	}
	return value
}

func (r *agreementReader) day(field, text string) calendar.Date {
	d, err := calendar.Parse(strings.TrimSpace(r.cells[field]))
	if err != nil {
		r.wrong(field, text)
	}
	return d
}

// among reads a list of values of a closed set.
func among[T ~string](r *agreementReader, field, text string, known []T) []T {
	var out []T
	for _, v := range strings.Fields(r.cells[field]) {
		if !slices.Contains(known, T(v)) {
			r.wrong(field, "Choose from the list")
			return nil
		}
		out = append(out, T(v))
	}
	if len(out) == 0 {
		r.wrong(field, text)
	}
	return out
}

// longestWords is how long each line of words may be.
const longestWords = 600

// readAgreement reads what was typed over an agreement as it is stored (the zero
// one for a new one). It finds every problem, each with its field. partners are
// those that may be chosen; owners are the accounts by their reference.
func readAgreement(over access.Agreement, cells map[string]string, partners []access.Partner, owners map[string]int64) (access.Agreement, []EditProblem) {
	r := &agreementReader{cells: cells}
	a := over
	a.Title = r.needed("title", "Write what the agreement is called")
	a.Partners = r.partners(append(partners, over.Partners...))
	a.Purpose = r.needed("purpose", "Write what the sharing is for")
	a.Gateways = among(r, "gateways", "Choose the law that allows it", access.Gateways)
	a.GatewayWords = strings.TrimSpace(cells["gateway_words"])
	if slices.Contains(a.Gateways, access.OtherGateway) && a.GatewayWords == "" {
		r.wrong("gateway_words", "Write which other law it is, with its section")
	}
	a.OurRegime = regime(r, "our_regime", "Choose the law that the unit works under")
	a.TheirRegime = regime(r, "their_regime", "Choose the law that the partners work under")
	a.Categories = among(r, "categories", "Choose what is shared", access.DataCategories)
	a.Domains = r.domains()
	owner, known := owners[strings.TrimSpace(cells["owner"])]
	if !known {
		r.wrong("owner", "Choose who looks after the agreement")
	}
	a.OwnerID = owner
	a.StartsOn = r.day("starts_on", "Give the first day as 2027-03-27")
	a.EndsOn = r.day("ends_on", "Give the last day as 2027-03-27")
	a.ReviewOn = r.day("review_on", "Give the day of its review as 2027-03-27")
	r.order(a)
	for _, field := range []string{"title", "purpose", "gateway_words"} {
		if len([]rune(cells[field])) > longestWords {
			r.wrong(field, "Write it in 600 characters or fewer")
		}
	}
	return a, r.problems
}

func regime(r *agreementReader, field, text string) access.Regime {
	value := access.Regime(r.needed(field, text))
	if value != "" && !slices.Contains(access.Regimes, value) {
		r.wrong(field, "Choose from the list")
	}
	return value
}

func (r *agreementReader) partners(known []access.Partner) []access.Partner {
	var out []access.Partner
	for _, line := range strings.Split(r.cells["partners"], "\n") {
		service, area, _ := strings.Cut(strings.TrimSpace(line), " ")
		p := access.Partner{Service: service, Area: strings.TrimSpace(area)}
		switch {
		case service == "" || slices.Contains(out, p):
		case !slices.Contains(known, p):
			r.wrong("partners", "Choose services of the directory")
			return nil
		default:
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		r.wrong("partners", "Choose whom the agreement is with: at least one service")
	}
	return out
}

func (r *agreementReader) domains() []string {
	out := []string{}
	for _, d := range strings.FieldsFunc(strings.ToLower(r.cells["domains"]), func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' || c == '\r' || c == '\t' }) {
		d = strings.TrimPrefix(d, "@")
		switch {
		case slices.Contains(out, d):
		case len(d) > 255 || !domainForm.MatchString(d):
			r.wrong("domains", "“"+d+"” is no domain: write the part after the @, such as council.example")
			return out
		default:
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		r.wrong("domains", "Write at least one domain of the partners' e-mail addresses, such as council.example")
	}
	return out
}

// order: first day, review, last day.
func (r *agreementReader) order(a access.Agreement) {
	switch {
	case a.StartsOn.IsZero() || a.EndsOn.IsZero():
	case a.EndsOn.Before(a.StartsOn):
		r.wrong("ends_on", "The last day cannot come before the first")
	case a.ReviewOn.IsZero():
	case a.ReviewOn.Before(a.StartsOn) || a.ReviewOn.After(a.EndsOn):
		r.wrong("review_on", "The review must lie between the first and the last day")
	}
}

package web

import (
	"slices"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// tell adds what is stored.
func (v *agreementView) tell(a access.Agreement, today calendar.Date) {
	v.Page.Title, v.Version, v.Action = wording.Data(a.Title), a.Version, "/unit/agreements/"+a.Ref
	v.State, v.Class = agreementStateWords(a, today)
	v.File, v.Hash = a.FileName, a.FileHash
	v.CanEnd = v.Edits && a.State(today) != access.AgreementEnded
	if !a.EndedOn.IsZero() {
		v.EndedWhy = wording.F("Ended by hand from {1} on: {2}", a.EndedOn, a.EndedWhy)
		v.CanReinstate = v.Edits
	}
}

// addAddresses names the services whose contact has an address at none of the
// agreement's domains.
func (v *agreementView) addAddresses(a access.Agreement, partners []pathways.AgreementPartner) {
	for _, p := range partners {
		if a.With(p.Service, p.Area) && !a.TakesAddress(p.SPOCEmail) {
			v.OddAddresses = append(v.OddAddresses, thingLine{Text: wording.Data(p.Name), More: wording.Data(p.SPOCEmail), Href: "/unit/services/" + p.Ref})
		}
	}
}

// agreementFields are the questions of an agreement's form.
func agreementFields(cells map[string]string, stored access.Agreement, partners []pathways.AgreementPartner, owners []access.AgreementOwner) []formField {
	var list []formField
	for _, name := range pathways.AgreementFields {
		f := formField{Name: name, Label: agreementFieldWords(name), Value: cells[name], Kind: textField}
		chosen := strings.Split(cells[name], "\n")
		switch name {
		case "partners":
			f.Kind, f.Groups = ticksField, partnerChoices(chosen, stored, partners)
			f.Hint = "Services of the directory. “Wherever it is” holds for every area and prison, and for those that come later."
		case "purpose":
			f.Kind, f.Hint = longField, "What the sharing is for, in the words of the agreement."
		case "gateways":
			f.Kind, f.Groups = ticksField, ticks(chosen, access.Gateways, gatewayWords)
		case "gateway_words":
			f.Hint = "Where another law allows it: which Act, and which section."
		case "our_regime", "their_regime":
			f.Kind, f.Groups = selectField, ticks([]string{cells[name]}, access.Regimes, regimeWords)
		case "categories":
			f.Kind, f.Groups = ticksField, ticks(chosen, access.DataCategories, categoryWords)
		case "domains":
			f.Value, f.Hint = strings.Join(strings.Fields(cells[name]), ", "), "The part after the @ of the partners' e-mail addresses, with commas between."
		case "owner":
			f.Kind, f.Hint = selectField, "Who sees that it is renewed. They are told 60, 30 and 7 days before the end."
			var options []option
			for _, o := range owners {
				options = append(options, option{Value: o.Ref, Text: wording.F("{1}, {2}", o.Name, o.Role.Words()), Selected: o.Ref == cells[name]})
			}
			f.Groups = []optionGroup{{Options: options}}
		case "starts_on", "review_on", "ends_on":
			f.Kind = dayField
		}
		list = append(list, f)
	}
	return list
}

// ticks makes boxes, or the options of a select, of a closed set.
func ticks[T ~string](chosen []string, all []T, words func(T) wording.Text) []optionGroup {
	list := make([]option, len(all))
	for i, v := range all {
		list[i] = option{Value: string(v), Text: words(v), Selected: slices.Contains(chosen, string(v))}
	}
	return []optionGroup{{Options: list}}
}

// partnerChoices are a group for each service: wherever it is, and each of its
// rows. A partner that the directory has no more stays to be chosen.
func partnerChoices(chosen []string, stored access.Agreement, partners []pathways.AgreementPartner) []optionGroup {
	all := slices.Clone(partners)
	for _, p := range stored.Partners {
		if !slices.ContainsFunc(all, func(k pathways.AgreementPartner) bool {
			return k.Service == p.Service && (p.Area == "" || k.Area == p.Area)
		}) {
			all = append(all, pathways.AgreementPartner{Partner: p, AreaName: p.Area + " (not in the directory any more)"})
		}
	}
	slices.SortStableFunc(all, func(a, b pathways.AgreementPartner) int {
		return strings.Compare(serviceWords(a.Service).String(), serviceWords(b.Service).String())
	})
	var groups []optionGroup
	add := func(p access.Partner, text wording.Text) {
		g := &groups[len(groups)-1]
		value := pathways.PartnerText(p)
		g.Options = append(g.Options, option{Value: value, Text: text, Selected: slices.Contains(chosen, value)})
	}
	for i, p := range all {
		if i == 0 || all[i-1].Service != p.Service {
			groups = append(groups, optionGroup{Name: serviceWords(p.Service)})
			add(access.Partner{Service: p.Service}, "wherever it is")
		}
		if p.Area != "" {
			text := p.AreaName
			if p.Name != "" {
				text += ": " + p.Name
			}
			add(p.Partner, wording.Data(text))
		}
	}
	return groups
}

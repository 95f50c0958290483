package web

import (
	"maps"
	"slices"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// agreementFieldWords is what is told of an agreement, as pages call it.
func agreementFieldWords(field string) wording.Text {
	switch field {
	case "title":
		return "What it is called"
	case "partners":
		return "With whom"
	case "purpose":
		return "Purpose"
	case "gateways":
		return "Legal gateway"
	case "gateway_words":
		return "Other law"
	case "our_regime":
		return "The unit works under"
	case "their_regime":
		return "The partners work under"
	case "categories":
		return "What is shared"
	case "domains":
		return "E-mail domains that are allowed"
	case "owner":
		return "Owner"
	case "starts_on":
		return "First day"
	case "review_on":
		return "Review"
	case "ends_on":
		return "Last day"
	case "ended_on":
		return "Ended by hand"
	case "ended_why":
		return "Why it ends now"
	case "file_name":
		return "Signed file"
	case "file_hash":
		return "Its SHA-256"
	case "file":
		return "Signed file"
	}
	return spelled(field)
}

func gatewayWords(g access.Gateway) wording.Text {
	switch g {
	case access.CrimeAndDisorder:
		return "Crime and Disorder Act 1998, section 115"
	case access.OffenderManagement:
		return "Offender Management Act 2007, section 14"
	case access.DutyToRefer:
		return "Housing Act 1996, section 213B"
	case access.OtherGateway:
		return "Another law"
	}
	return spelled(string(g))
}

func regimeWords(r access.Regime) wording.Text {
	switch r {
	case access.LawEnforcement:
		return "Data Protection Act 2018, Part 3"
	case access.General:
		return "UK GDPR"
	}
	return spelled(string(r))
}

func categoryWords(c access.DataCategory) wording.Text {
	switch c {
	case access.IdentityData:
		return "Who the person is"
	case access.ContactData:
		return "How to reach them"
	case access.ReleaseData:
		return "Days of release, and where they are held"
	case access.HousingData:
		return "Housing"
	case access.MoneyData:
		return "Money and work"
	case access.FamilyData:
		return "Family"
	case access.HealthData:
		return "Health"
	case access.OffenceData:
		return "Offences and sentence"
	case access.RiskData:
		return "Risk"
	}
	return spelled(string(c))
}

// agreementValue is a value of an agreement's history in words.
func agreementValue(field, value string, partners []pathways.AgreementPartner, owners []access.AgreementOwner) wording.Text {
	if value == "" {
		return toldWords("")
	}
	words := func(one string) wording.Text {
		switch field {
		case "partners":
			service, area, _ := strings.Cut(one, " ")
			return partnerWords(access.Partner{Service: service, Area: area}, partners)
		case "gateways":
			return gatewayWords(access.Gateway(one))
		case "our_regime", "their_regime":
			return regimeWords(access.Regime(one))
		case "categories":
			return categoryWords(access.DataCategory(one))
		case "owner":
			for _, o := range owners {
				if o.Ref == one {
					return wording.Data(o.Name)
				}
			}
			return "an account that is closed"
		case "starts_on", "review_on", "ends_on", "ended_on":
			if day, err := calendar.Parse(one); err == nil {
				return wording.Day(day)
			}
		}
		return wording.Data(one)
	}
	var lines []wording.Text
	for one := range strings.SplitSeq(value, "\n") {
		lines = append(lines, words(one))
	}
	return wording.Join("; ", lines...)
}

// inWords is a history with its values in words.
func inWords(list []pathways.UnitChange, value func(field, value string) wording.Text) []pathways.UnitChange {
	out := slices.Clone(list)
	for i := range out {
		out[i].Before, out[i].After = value(out[i].Field, out[i].Before).String(), value(out[i].Field, out[i].After).String()
	}
	return out
}

func cellsInWords(cells map[string]string, value func(field, value string) wording.Text) map[string]string {
	out := maps.Clone(cells)
	for field := range out {
		out[field] = value(field, out[field]).String()
	}
	return out
}

package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// agreementsView lists the unit's sharing agreements.
type agreementsView struct {
	Page      Page
	Edits     bool
	Back      string
	States    []option
	Filtered  bool
	Lines     []agreementLine
	Uncovered []uncoveredLine // services that may be told nothing today
	Lenient   int             // services without any agreement that count as covered
}

// agreementLine is one agreement of the list.
type agreementLine struct {
	Href, Title     string
	With            wording.Text
	Owner, From, To wording.Text
	State           wording.Text
	Class           string
}

type uncoveredLine struct {
	Href, Name, Where string
	Why               wording.Text
}

func (s *server) listAgreements(c *gin.Context) {
	view := agreementsView{Page: s.page(c, "Sharing agreements"), Edits: editsAgreements(c), Back: agreementsBack(c)}
	chosen, today := access.AgreementState(c.Query("state")), s.today()
	if !slices.Contains(access.AgreementStates, chosen) {
		chosen = ""
	}
	view.Filtered = chosen != ""
	for _, state := range access.AgreementStates {
		view.States = append(view.States, option{Value: string(state), Text: agreementStateName(state), Selected: state == chosen})
	}
	err := s.consult(c, "agreements", func(ctx context.Context, tx pgx.Tx) error {
		sharing, err := access.ReadSharing(ctx, tx, s.cfg.AgreementsFirst)
		if err != nil {
			return err
		}
		partners, err := pathways.ReadAgreementPartners(ctx, tx)
		if err != nil {
			return err
		}
		owners, err := access.ReadAgreementOwners(ctx, tx, 0)
		if err != nil {
			return err
		}
		for _, a := range sharing.Agreements {
			if chosen == "" || a.State(today) == chosen {
				view.Lines = append(view.Lines, newAgreementLine(a, partners, owners, today))
			}
		}
		view.addUncovered(sharing, partners, today)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "unit-agreements", view)
}

func (v *agreementsView) addUncovered(sharing access.Sharing, partners []pathways.AgreementPartner, today calendar.Date) {
	for _, p := range partners {
		switch standing := sharing.Of(p.Service, p.Area, today); {
		case standing.Lacks:
			v.Uncovered = append(v.Uncovered, uncoveredLine{Href: "/unit/services/" + p.Ref, Name: p.Name, Where: p.AreaName, Why: wording.Capital(wording.Data(standing.Why(today)))})
		case standing.Agreement == nil:
			v.Lenient++
		}
	}
}

func newAgreementLine(a access.Agreement, partners []pathways.AgreementPartner, owners []access.AgreementOwner, today calendar.Date) agreementLine {
	line := agreementLine{Href: "/unit/agreements/" + a.Ref, Title: a.Title, From: wording.Day(a.StartsOn), To: wording.Day(a.LastDay()), Owner: "account closed"}
	names := make([]wording.Text, len(a.Partners))
	for i, p := range a.Partners {
		names[i] = partnerWords(p, partners)
	}
	line.With = wording.Join("; ", names...)
	for _, o := range owners {
		if o.ID == a.OwnerID {
			line.Owner = wording.Data(o.Name)
		}
	}
	line.State, line.Class = agreementStateWords(a, today)
	return line
}

// partnerWords is a partner as pages say it.
func partnerWords(p access.Partner, partners []pathways.AgreementPartner) wording.Text {
	if p.Area == "" {
		return wording.F("{1}, wherever it is", serviceWords(p.Service))
	}
	for _, known := range partners {
		if known.Area == p.Area {
			return wording.F("{1}, {2}", serviceWords(p.Service), known.AreaName)
		}
	}
	return wording.F("{1}, {2}", serviceWords(p.Service), p.Area)
}

// agreementStateWords is how an agreement stands, and the class that colours it.
func agreementStateWords(a access.Agreement, today calendar.Date) (words wording.Text, class string) {
	switch state := a.State(today); state {
	case access.AgreementEndsSoon:
		switch left := a.EndsOn.Sub(today); left {
		case 0:
			return "ends today", "late"
		case 1:
			return "ends in 1 day", "late"
		default:
			return wording.F("ends in {1} days", left), "late"
		}
	case access.AgreementInForce:
		return "in force", "done"
	case access.AgreementReviewDue:
		return wording.F("review due since {1}", wording.DayShort(a.ReviewOn)), "late"
	case access.AgreementNotYet:
		return "not yet", "planned"
	case access.AgreementEnded:
		return "ended", "no"
	}
	return "", "none"
}

func agreementStateName(state access.AgreementState) wording.Text {
	switch state {
	case access.AgreementInForce:
		return "In force"
	case access.AgreementReviewDue:
		return "Review due"
	case access.AgreementEndsSoon:
		return "Ends within 60 days"
	case access.AgreementNotYet:
		return "Not yet"
	case access.AgreementEnded:
		return "Ended"
	}
	return spelled(string(state))
}

func editsAgreements(c *gin.Context) bool { return slices.Contains(agreementEditors, actorOf(c).Role) }

// agreementsBack leads to where the reader came from: the information lead has no
// page of the unit.
func agreementsBack(c *gin.Context) string {
	if actorOf(c).Role == access.InformationLead {
		return "/"
	}
	return "/unit"
}

package notify

import (
	"fmt"
	"strings"
)

// secretLeftOut stands in the words that are kept, in the place of what only the
// recipient may have.
const secretLeftOut = "(the rest of the link went to its owner alone)"

// kept are words as they are kept: without the secret.
func (r Rendered) kept(words string) string {
	if r.Secret == "" {
		return words
	}
	return strings.ReplaceAll(words, r.Secret, secretLeftOut)
}

// accountMail writes to a member of staff about their account. It names neither
// them nor what the service is for.
func (w *Writer) accountMail(kind Kind, l Letter) (Rendered, error) {
	a := l.Account
	if a == nil {
		return Rendered{}, fmt.Errorf("write a message: %s without what is to be said", kind)
	}
	page := emailPage{Subject: "Your account", Intro: []string{"Nobody has used your account with " + w.settings.UnitName + " for a long time."},
		Sections: []emailSection{{Entries: []emailEntry{{Title: "Sign in", Facts: []string{"Sign in before " + a.On.Long() + ", or it is suspended on that day"}, Link: w.link("/sign-in")}}}},
		Outro:    []string{"If you do not need it any more, do nothing. If it is suspended and you need it again, ring us."}}
	if kind == Invitation {
		page = emailPage{Subject: "Your account", Intro: []string{w.settings.UnitName + " has an account for you. With this link you choose a passphrase, and set up an app that shows codes: have your phone at hand."},
			Sections: []emailSection{{Entries: []emailEntry{{Title: "Begin", Facts: []string{"The link works once, until " + dayAndTime(a.Until)}, Link: w.link(a.Link)}}}},
			Outro:    []string{"The link is for you alone: do not pass it on. If you did not expect this, or the link has ended, ring us."}}
	}
	if kind == ListsDue {
		page = listsDuePage(w, *a)
	}
	page.Footer = w.footer()[:1]
	r, err := w.email(page)
	if kind == Invitation {
		r.Secret = strings.TrimPrefix(a.Link, "/sign-in/")
	}
	return r, err
}

// listsDuePage asks to look through the accounts of agencies. It names none: which
// they are stands on the page.
func listsDuePage(w *Writer, a AccountWords) emailPage {
	lists := "A list of accounts waits"
	if a.Lists > 1 {
		lists = fmt.Sprintf("%d lists of accounts wait", a.Lists)
	}
	return emailPage{Subject: "Accounts to look through", Intro: []string{"Once a quarter somebody says of each account that it is still needed. " + lists + " for you at " + w.settings.UnitName + "."},
		Sections: []emailSection{{Entries: []emailEntry{{Title: "Confirm", Facts: []string{"The first by " + a.On.Long()}, Link: w.link("/accounts/lists")}}}},
		Outro:    []string{"Ask the manager of each service who still works there. Who has left is signed out at once."}}
}

package web

import (
	"throughgate/access"

	"throughgate/internal/wording"
)

// actionWords is what was done, as the audit records it.
func actionWords(action access.Action) wording.Text {
	switch action {
	case access.Collect:
		return "Records collected"
	case access.Alter:
		return "Records altered"
	case access.Consult:
		return "Records looked at"
	case access.Disclose:
		return "Disclosures"
	case access.Combine:
		return "Records combined"
	case access.Erase:
		return "Records erased"
	case access.SignIn:
		return "Sign-ins"
	case access.SignInFailed:
		return "Sign-ins that failed"
	case access.SignOut:
		return "Sign-outs"
	}
	return spelled(string(action))
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"throughgate/access"
)

// apiMark begins the detail of every row of the audit that the API writes.
const apiMark = "api"

// byAPI marks a row of the audit as the API's.
func byAPI(e access.Entry) access.Entry {
	if e.Detail != "" {
		e.Detail = ": " + e.Detail
	}
	e.Detail = apiMark + e.Detail
	return e
}

// apiPage is where a list stands. Next is the address of the next page; null on
// the last.
type apiPage struct {
	Page    int     `json:"page"`
	PerPage int     `json:"per_page"`
	Total   int     `json:"total"`
	Next    *string `json:"next"`
}

func newAPIPage(c *gin.Context, number, per, total int) apiPage {
	p := apiPage{Page: number, PerPage: per, Total: total}
	if number*per < total {
		query := c.Request.URL.Query()
		query.Set("page", strconv.Itoa(number+1))
		next := c.Request.URL.Path + "?" + query.Encode()
		p.Next = &next
	}
	return p
}

// asks is one parameter of an address, and what it may be; nil: anything.
type asks struct {
	name string
	may  []string
}

// readAsked refuses parameters that are not known, that stand twice or that are
// none of what they may be: a filter that is not understood must not show more
// than was asked for.
func readAsked(query url.Values, known ...asks) error {
	var wrong badInput
	for name, values := range query {
		if name == "page" {
			if n, err := strconv.Atoi(values[0]); err != nil || n < 1 || n > 1_000_000 || len(values) > 1 {
				wrong = append(wrong, problemField{"page", "Give the page as a whole number from 1"})
			}
			continue
		}
		i := slices.IndexFunc(known, func(a asks) bool { return a.name == name })
		switch {
		case i < 0:
			wrong = append(wrong, problemField{"", "There is a parameter that is not known here"})
		case len(values) > 1:
			wrong = append(wrong, problemField{name, "Give this once"})
		case values[0] != "" && known[i].may != nil && !slices.Contains(known[i].may, values[0]):
			wrong = append(wrong, problemField{name, "This is none of the values it may have"})
		}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b problemField) int { return len(a.Field) - len(b.Field) })
		return wrong
	}
	return nil
}

// texts are the values of a closed set as text.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// show answers with a document, or with the problem.
func (s *server) show(c *gin.Context, document any, err error) {
	if err != nil {
		s.failAPI(c, err)
		return
	}
	c.JSON(http.StatusOK, document)
}

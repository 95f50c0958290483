package web

import "net/http"

// GetRoutes are the addresses of the table of pages that are read with GET, with
// the roles that may; for the test that goes through them all.
func GetRoutes() map[string][]string {
	out := map[string][]string{}
	for _, r := range (&server{}).routes() {
		if r.method != http.MethodGet {
			continue
		}
		for _, role := range r.roles {
			out[r.path] = append(out[r.path], string(role))
		}
	}
	return out
}

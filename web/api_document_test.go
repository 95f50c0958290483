package web_test

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"throughgate/web"
)

// described is as much of openapi.yaml as is held against the program.
type described struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct {
		Schemas map[string]struct{ Properties map[string]struct{} }
	}
}

type operation struct {
	Summary    string
	Parameters []struct {
		Ref  string `yaml:"$ref"`
		Name string
		In   string
	}
	RequestBody *struct{ Required bool } `yaml:"requestBody"`
	Responses   map[string]*struct{}
}

// path are the names of the parameters that stand in the path.
func (o operation) path() []string {
	var names []string
	for _, p := range o.Parameters {
		if p.In == "path" {
			names = append(names, p.Name)
		}
		if p.Ref == "#/components/parameters/ref" {
			names = append(names, "ref")
		}
	}
	return names
}

// TestTheDocumentDescribesEveryRouteAndNoOther holds openapi.yaml against the
// table of routes, and its schemas against the documents.
func TestTheDocumentDescribesEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	got := s.ask("", http.MethodGet, "/openapi.yaml", "")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/yaml" {
		t.Fatalf("%d %s", got.status, got.header.Get("Content-Type"))
	}
	var doc described
	if err := yaml.Unmarshal([]byte(got.body), &doc); err != nil {
		t.Fatal(err)
	}
	routes := web.GetAPIRoutes()
	want, have := []string{}, []string{}
	for path, methods := range routes {
		for method := range methods {
			want = append(want, method+" "+path)
		}
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			have = append(have, method+" "+path)
			var names []string
			for part := range strings.SplitSeq(path, "/") {
				if name, ok := strings.CutPrefix(part, "{"); ok {
					names = append(names, strings.TrimSuffix(name, "}"))
				}
			}
			if !slices.Equal(names, op.path()) || op.Summary == "" || op.Responses["200"] == nil || op.Responses["401"] == nil || (op.RequestBody != nil) != (method == "post") {
				t.Errorf("%s %s is not described whole: parameters %q", method, path, op.path())
			}
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("the table of routes (-) and the document (+):\n%s", diff)
	}
	types := web.GetAPIDocuments()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(types)), slices.Sorted(maps.Keys(doc.Components.Schemas))); diff != "" {
		t.Errorf("the documents (-) and the schemas (+):\n%s", diff)
	}
	for name, schema := range doc.Components.Schemas {
		if types[name] == nil {
			continue
		}
		if diff := cmp.Diff(members(types[name]), slices.Sorted(maps.Keys(schema.Properties))); diff != "" {
			t.Errorf("%s: the document (-) and its schema (+):\n%s", name, diff)
		}
	}
	for _, line := range strings.Split(got.body, "\n") {
		if _, ref, ok := strings.Cut(line, "#/components/schemas/"); ok {
			if name, _, _ := strings.Cut(ref, "'"); types[name] == nil {
				t.Errorf("%s is no schema", name)
			}
		}
	}
}

// members are the names that a type has in JSON, in order.
func members(of reflect.Type) []string {
	var names []string
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous:
			names = append(names, members(field.Type)...)
		case name != "" && name != "-":
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

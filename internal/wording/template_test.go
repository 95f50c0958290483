package wording_test

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/internal/wording/pseudo"
)

func gather(t *testing.T, text string) []string {
	t.Helper()
	page, err := template.New("page").Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range wording.Gather(page.Tree) {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestASentenceIsOneMessage(t *testing.T) {
	for _, c := range []struct {
		name, template string
		want           []string
	}{
		{"actions are placeholders", `<p>Asked on {{.On}} by {{.By}}</p>`, []string{"Asked on {1} by {2}"}},
		{"white space is single", "<p>\n  Asked\n  twice </p>", []string{"Asked twice"}},
		{"an entity is its character", `<p>Cut &amp; paste&nbsp;it</p>`, []string{"Cut & paste\u00a0it"}},
		{"inline tags stay in it", `<p><b>Only</b> {{.X}}: now <a href="{{.Y}}">clear</a></p>`, []string{"<b>Only</b> {1}: now <a>clear</a>"}},
		{"a tag that alone has words stands alone", `<p>{{.X}} <span class="c">asked by {{.Y}}</span></p>`, []string{"asked by {1}"}},
		{"the second of a tag is numbered", `<p>or <a href="a">one</a> or <a href="b">two</a></p>`, []string{"or <a>one</a> or <a2>two</a2>"}},
		{"a tag around it stays out", `<p><a href="/away" class="{{if .X}}x{{end}}"> When I am away</a></p>`, []string{"When I am away"}},
		{"links in a row are a message each", `<p><a>One</a> <a>Two</a></p>`, []string{"One", "Two"}},
		{"block tags break it", `<p>One<br>Two</p><li>Three</li>`, []string{"One", "Two", "Three"}},
		{"branches break it", `<p>Sheets{{with .Day}} of {{.}}{{else}} of all{{end}} here</p>`, []string{"of {1}", "of all", "Sheets", "here"}},
		{"a tag that goes on in a branch breaks it", `<p>See <a href="x">{{if .A}}this{{end}}</a></p>`, []string{"this", "See"}},
		{"data alone is no message", `<p>{{.A}}, {{.B}}: 12</p>`, nil},
		{"a variable breaks it", `<p>One{{$x := 1}}two</p>`, []string{"One", "two"}},
		{"attributes that are read", `<input aria-label="Search {{.X}}" value="No" class="No" placeholder='Name'><i title="T">x</i>`, []string{"Search {1}", "Name", "T", "x"}},
		{"attributes inside a sentence", `<p>Go <a href="{{.X}}" title="Far {{.Y}}">there</a> now</p>`, []string{"Far {1}", "Go <a>there</a> now"}},
		{"no script, style or comment", `<script>var x = "a < b";</script><style>p{}</style><!-- no -->Yes`, []string{"Yes"}},
		{"a branch inside a tag", `<option {{if .S}}selected{{end}}>Choose</option>`, []string{"Choose"}},
	} {
		if diff := cmp.Diff(c.want, gather(t, c.template)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// reversed says what it has words for.
type reversed struct {
	wording.Language
	has map[string]string
}

func (r reversed) Code() string { return "xx" }

func (r reversed) Message(_, id string) (string, bool) {
	said, ok := r.has[id]
	return said, ok
}

func render(t *testing.T, text string, in wording.Language, view any) string {
	t.Helper()
	page, err := template.New("page").Funcs(template.FuncMap{"say": wording.Sayer(in)}).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if in != wording.English {
		wording.Speak(page.Tree, in)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type view struct {
	On, By, Href string
	State        wording.Text
	List         []wording.Text
}

func TestATranslationOrdersItsPartsItsOwnWay(t *testing.T) {
	in := reversed{wording.English, map[string]string{
		"Asked on {1} by {2}":         "{2} wnaeth ofyn <ar> {1} & eto",
		"See <a>the page</a> of {1}.": "{1}: <a>y dudalen</a>.",
		"Far {1}":                     `{1} "pell"`,
		"late":                        "hwyr",
	}}
	v := view{On: "<May>", By: "Kay", Href: "/x?a=1&b=2", State: "late", List: []wording.Text{"late", "other"}}
	for _, c := range []struct{ template, want string }{
		{`<p> Asked on {{.On}} by {{.By}} </p>`, `<p> Kay wnaeth ofyn &lt;ar&gt; &lt;May&gt; &amp; eto </p>`},
		{`<p>See <a class="c" title="Far {{.By}}" href="{{.Href}}">the page</a> of {{.State}}.</p>`, `<p>hwyr: <a class="c" title="Kay &#34;pell&#34;" href="/x?a=1&amp;b=2">y dudalen</a>.</p>`},
		{`{{range .List}}<li>{{.}}</li>{{end}}`, `<li>hwyr</li><li>other</li>`},
		{`<option value="{{.State}}">{{.State}}`, `<option value="late">hwyr`},
		{`<html lang="en" class="x">`, `<html lang="xx" class="x">`},
		{`<p>Never said</p>`, `<p>Never said</p>`},
	} {
		if got := render(t, c.template, in, v); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.template, got, c.want)
		}
	}
}

func TestThePseudoLanguageMarksEverything(t *testing.T) {
	v := view{On: "May", By: "Kay", State: wording.F("full until {1}", "May")}
	got := render(t, `<p title="Of {{.On}}">Asked <b>on</b> {{.On}}: {{.State}}</p>`, pseudo.Language, v)
	if rest := pseudo.Unsaid(got); strings.ContainsAny(rest, "ABC") || !strings.Contains(got, "⟦full until⟧ ⟪May⟫") {
		t.Errorf("marked: %s\nunmarked: %s", got, rest)
	}
	if got, want := pseudo.Shown(got), []string{"May", "May", "May"}; !cmp.Equal(got, want) {
		t.Errorf("data = %q, want %q", got, want)
	}
}

func TestTheTextOfAFormatIsTheSameInEnglish(t *testing.T) {
	got := wording.Formatted("%d of %q, 5%% on %s: {x}", 3, "a", calendar.MustParse("2026-11-23")).String()
	if want := `3 of "a", 5% on 2026-11-23: {x}`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

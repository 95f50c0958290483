package arch

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asvsLevels are the levels of the requirements of OWASP ASVS 5.0.0, a section a
// row, in the order of their numbers.
const asvsLevels = `
1.1 22|1.2 1111122223|1.3 112222222223|1.4 222|1.5 123
2.1 122|2.2 112|2.3 12223|2.4 23
3.1 3|3.2 113|3.3 12223|3.4 11222233|3.5 11122333|3.6 3|3.7 22333
4.1 12233|4.2 23333|4.3 22|4.4 1222
5.1 2|5.2 112333|5.3 113|5.4 222
6.1 122|6.2 111111112222|6.3 11223333|6.4 112233|6.5 22222333|6.6 2223|6.7 33|6.8 2222
7.1 222|7.2 1111|7.3 22|7.4 11222|7.5 223|7.6 22
8.1 1233|8.2 1123|8.3 133|8.4 23
9.1 111|9.2 1222
10.1 22|10.2 223|10.3 22223|10.4 1111122222233333|10.5 22222|10.6 22|10.7 222
11.1 2233|11.2 22233|11.3 11233|11.4 1222|11.5 23|11.6 23|11.7 33
12.1 12233|12.2 11|12.3 22223
13.1 2333|13.2 222223|13.3 2233|13.4 1222233
14.1 22|14.2 12223333|14.3 122
15.1 12233|15.2 12233|15.3 1222222|15.4 3333
16.1 2|16.2 22222|16.3 2222|16.4 222|16.5 2223
17.1 23|17.2 22223333|17.3 22`

// docs/asvs.md has a row for each requirement of levels 1 and 2, says of each how
// it stands, and names tests and files that are there.
func TestEveryRequirementOfASVSHasItsRow(t *testing.T) {
	want, all := map[string]string{}, 0
	for _, section := range strings.FieldsFunc(asvsLevels, func(r rune) bool { return r == '|' || r == '\n' }) {
		name, levels, _ := strings.Cut(section, " ")
		for i, level := range levels {
			if all++; level != '3' {
				want[fmt.Sprintf("%s.%d", name, i+1)] = string(level)
			}
		}
	}
	if all != 345 || len(want) != 253 {
		t.Errorf("%d requirements, %d of levels 1 and 2", all, len(want))
	}
	text, err := os.ReadFile("../../docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	stands := map[string]int{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.+?) \|(.*)\|$`).FindAllStringSubmatch(string(text), -1) {
		number, level, how := row[1], row[2], regexp.MustCompile(`^(met|partly|not met|n/a)\b`).FindString(row[4])
		switch {
		case want[number] == "":
			t.Errorf("%s is none of levels 1 and 2, or stands twice", number)
		case want[number] != level:
			t.Errorf("%s is of level %s", number, want[number])
		case how == "":
			t.Errorf("%s: say met, partly, not met or n/a", number)
		case how != "met" && !strings.Contains(row[4], ":"):
			t.Errorf("%s: say what is missing, or why it does not apply", number)
		}
		delete(want, number)
		stands[how]++
	}
	for number := range want {
		t.Errorf("%s has no row", number)
	}
	told := fmt.Sprintf("%d met, %d partly, %d not met, %d do not apply", stands["met"], stands["partly"], stands["not met"], stands["n/a"])
	for _, file := range []string{"docs/asvs.md", "docs/SECURITY.md"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), told) {
			t.Errorf("%s should say: %s", file, told)
		}
	}
	tests := allTests(t)
	for _, named := range namedTests(string(text)) {
		if !strings.Contains(tests, "func "+named+"(") {
			t.Errorf("docs/asvs.md names %s, which is no test", named)
		}
	}
}

// namedTests are the tests that a document names, each once.
func namedTests(text string) []string {
	names := regexp.MustCompile(`Test[A-Z]\w+`).FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

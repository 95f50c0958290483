package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
	"testing"

	"throughgate/intake/reference"
)

// oddRows are cells that are read otherwise than they are written, each kind once.
const oddRows = `prison_number,surname,forenames,date_of_birth,prison,home_area,sex,legal_status,status,crd,sed,movement_reason,mobile,text_ok,language,needs,consents,flags,iom,com_email,purpose
a1234 bc, Smith ,Jo  Ann,01/02/1990,leeds,haringey,M,recall,active in,-,2027-01-01,Released In Error,07700 900123,YES,English,Family; finance;chess,consent to refer=01/02/2026;x,MAPPA2;tag,Fixed,jo@x.example,because
A1234BD,O’Neil,Zoë,1990-02-01,LEI,E09000014,female,Sentenced,INACTIVE OUT,,31/12/2027,went away,+44 (0)7700 900 124,maybe,Cymraeg,none,none,none,none,not an address,
A1234BE,Ng,A,1990-02-03,HMP Leeds,London Borough of Haringey,x,,,2027-03-04,,,+1 202 555 0100,no,fr-CA,unknown,,,free,,
`

// readAs is what those rows come to, by readingVersion. A row that came before is
// not read again, so rows that come to something else need a version of their own.
var readAs = map[int]string{1: "943f2d58c0055804"}

// readingLibraries are the libraries that read cells. Another version may read them
// otherwise: count readingVersion up with it, unless it is sure that it does not.
var readingLibraries = []string{"github.com/nyaruka/phonenumbers v1.8.1", "golang.org/x/text v0.43.0"}

func TestHowRowsAreReadIsCounted(t *testing.T) {
	places := NewGazetteer([]reference.Prison{{Code: "LEI", Name: "Leeds (HMP)", BareName: "Leeds"}},
		[]reference.Authority{{GSSCode: "E09000014", Name: "Haringey", Kind: "london_borough", Current: true}}, nil)
	reader, err := NewReleaseReader(strings.NewReader(oddRows), places)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	for {
		row, problem, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil || problem != nil {
			t.Fatal(problem, err)
		}
		sum.Write([]byte(strings.Join(row.Cells, "\x00")))
	}
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != readAs[readingVersion] {
		t.Errorf("rows come to %s, in version %d of reading they came to %q: count readingVersion up, and write what they come to now here", got, readingVersion, readAs[readingVersion])
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, library := range readingLibraries {
		if !strings.Contains(string(mod), "\t"+library+"\n") {
			t.Errorf("go.mod has another version of %s: count readingVersion up, and write the version here", library)
		}
	}
}

package pathways

// ServiceFields are what is told of a service, as the columns of its file and
// the fields of its form are called.
var ServiceFields = []string{"area", "service", "name", "spoc_email", "spoc_name", "deputy_name", "deputy_email", "manager_email",
	"commissioner_email", "phone", "out_of_hours", "opens", "closes", "place", "place_safe_to_text"}

// ServiceEdit is a row of the directory as somebody typed it. Ref is empty for a
// new one; of one that is there, area and service stay what they are. Cells are
// by name of [ServiceFields]; an empty one removes what was told.
type ServiceEdit struct {
	Ref     string
	Version int // of the row when the form was shown
	Cells   map[string]string
}

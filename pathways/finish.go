package pathways

// Finish is what whoever finishes a task tells: which items of the evidence
// they have, why some are missing, and the housing authority the person chose
// (GSS code), for a task whose evidence asks for it.
type Finish struct {
	Evidence         []string
	Reason           string
	HousingAuthority string
}

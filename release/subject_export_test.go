package release

// SubjectColumns are the columns of each table that a person's file is read from,
// with "" where it is exported and the reason where it is not; SubjectLeft are the
// tables that are not read.
func SubjectColumns() (tables map[string]map[string]string, left map[string]string) {
	tables = map[string]map[string]string{}
	for _, g := range subjectGroups {
		for _, t := range g.tables {
			columns := map[string]string{}
			for _, c := range t.columns {
				columns[c.name] = ""
			}
			for name, why := range t.left {
				columns[name] = why
			}
			tables[t.table] = columns
		}
	}
	return tables, subjectLeft
}

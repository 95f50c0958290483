package release

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// collectSubject puts together everything that is held about a person and the
// records joined to theirs. The transaction is a snapshot, and sees every row.
func collectSubject(ctx context.Context, tx pgx.Tx, now time.Time, r SubjectRequest) (SubjectFile, error) {
	file := SubjectFile{Schema: SubjectSchema, Reference: r.Reference, TogetherAt: now.UTC().Truncate(time.Second), WithheldWhy: []string{}}
	rule, err := readRetention(ctx, tx)
	if err != nil {
		return file, err
	}
	file.About = subjectAbout(rule)
	var people []int64 // the person, and every record that was joined with theirs
	var legal LegalStatus
	var born calendar.Date
	var recorded *string
	err = tx.QueryRow(ctx, `
		WITH RECURSIVE up AS (SELECT id, merged_into FROM person WHERE id = $1
		                      UNION SELECT p.id, p.merged_into FROM person p JOIN up ON p.id = up.merged_into),
		     one AS (SELECT id FROM up UNION SELECT p.id FROM person p JOIN one ON p.merged_into = one.id)
		SELECT ARRAY(SELECT id FROM one ORDER BY id), p.surname, p.forenames, p.date_of_birth,
		       coalesce((SELECT v.legal_status FROM release v WHERE v.person_id = p.id ORDER BY v.is_current DESC, v.id DESC LIMIT 1), ''),
		       (SELECT c.category FROM person_category c WHERE c.person_id = p.id ORDER BY c.id DESC LIMIT 1)
		  FROM person p JOIN up ON up.id = p.id WHERE p.merged_into IS NULL`, r.PersonID).Scan(&people, &file.Person.Surname, &file.Person.Forenames, &born, &legal, &recorded)
	if err != nil {
		return file, fmt.Errorf("read whose request it is: %w", err)
	}
	file.Person.Born = born.String()
	if c, told := CategoryOf(legal); told {
		file.Person.Category, file.Person.From = c, "legal_status"
	} else if recorded != nil {
		file.Person.Category, file.Person.From = Category(*recorded), "recorded"
	}
	others, err := readOthers(ctx, tx, people, file.Person)
	if err != nil {
		return file, err
	}
	for _, g := range subjectGroups {
		section := SubjectSection{Code: g.code, Title: g.title, Source: g.source, Records: []SubjectRecord{}}
		for _, t := range g.tables {
			records, err := t.collect(ctx, tx, people)
			if err != nil {
				return file, err
			}
			section.Records = append(section.Records, withoutOthers(records, others)...)
		}
		file.Sections = append(file.Sections, section)
	}
	return file, nil
}

// query reads the rows of a table: what names a row, its values, and what kind of
// statement each free text is.
func (t subjectTable) query() string {
	order, values, statements := t.order, make([]string, len(t.columns)), make([]string, len(t.columns))
	if order == "" {
		order = "t.id"
	}
	key := t.key
	if key == "" {
		key = "concat_ws('-', " + order + ")"
	}
	for i, c := range t.columns {
		values[i], statements[i] = "("+c.sql+")::text", "NULL"
		if c.statement != "" {
			statements[i] = "(" + c.statement + ")::text"
		}
	}
	return `SELECT ` + key + `, ARRAY[` + strings.Join(values, ", ") + `], ARRAY[` + strings.Join(statements, ", ") + `]::text[]
		FROM ` + t.table + ` t WHERE ` + t.where + ` ORDER BY ` + order
}

func (t subjectTable) collect(ctx context.Context, tx pgx.Tx, people []int64) ([]SubjectRecord, error) {
	rows, err := tx.Query(ctx, t.query(), people)
	if err != nil {
		return nil, fmt.Errorf("collect %s: %w", t.table, err)
	}
	var records []SubjectRecord
	var key string
	var values, statements []*string
	_, err = pgx.ForEachRow(rows, []any{&key, &values, &statements}, func() error {
		record := SubjectRecord{Kind: t.table, Title: t.title}
		for i, c := range t.columns {
			if values[i] == nil || *values[i] == "" {
				continue
			}
			line := SubjectLine{Part: t.table + "/" + key + "/" + c.name, Name: c.name, Label: c.label, Form: c.form, Value: *values[i], TakenOut: *values[i] == anotherPerson}
			if statements[i] != nil {
				line.Statement = SubjectStatement(*statements[i])
			}
			record.Lines = append(record.Lines, line)
		}
		records = append(records, record)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("collect %s: %w", t.table, err)
	}
	return records, nil
}

// readOthers reads the names and addresses of staff and of contacts that the
// program knows: they are taken out wherever somebody wrote them. A name of one
// word may be any word, and is left to the reader.
func readOthers(ctx context.Context, tx pgx.Tx, people []int64, self SubjectPerson) ([]string, error) {
	rows, _ := tx.Query(ctx, `
		SELECT DISTINCT x FROM (
			SELECT unnest(ARRAY[a.name, a.email]) FROM account a
			UNION ALL SELECT unnest(ARRAY[s.spoc_name, s.spoc_email, s.deputy_name, s.deputy_email, s.manager_email, s.commissioner_email]) FROM service s
			UNION ALL SELECT unnest(ARRAY[p.com_name, p.com_email, p.pom_name, p.pom_email, p.police_om_name, p.police_om_email, p.pom_gone_name, p.pom_gone_email])
			            FROM person p WHERE p.id = ANY ($1)) AS known (x)
		 WHERE (x LIKE '%_ _%' OR x LIKE '%_@_%') AND lower(x) <> lower($2) AND lower(x) <> lower($3)`,
		people, self.Forenames+" "+self.Surname, self.Surname+", "+self.Forenames)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the names of others: %w", err)
	}
	return list, nil
}

package web

import (
	"throughgate/internal/wording"
	"throughgate/release"
)

// mayTellCategory: the legal status does not tell it.
func mayTellCategory(h hand) bool {
	_, told := release.CategoryOf(h.story.Custody.Legal)
	return known(h) && !told
}

func categoryFields(h hand) []recordField {
	var pairs []choice
	for _, c := range release.Categories {
		pairs = append(pairs, choice{string(c), wording.Capital(personCategoryWords(c))})
	}
	return []recordField{h.pick("radios", "category", "What is the person?", "", string(h.kept.Category.Category), pairs...)}
}

// categoryRow is of which category the person is, as a record has to tell (Data
// Protection Act 2018, section 38), and from where that is known.
func categoryRow(h hand) summaryRow {
	row := summaryRow{Key: "Category"}
	if c, told := release.CategoryOf(h.story.Custody.Legal); told {
		row.Value, row.More = personCategoryWords(c), "from the legal status"
		return row
	}
	if stored := h.kept.Category; stored.Category != "" {
		row.Value, row.More = personCategoryWords(stored.Category), wording.F("recorded by {1}, {2}", stored.By, instantWords(stored.At))
		return row
	}
	row.Value, row.More = "not said", "record it under “About the person”"
	return row
}

func personCategoryWords(c release.Category) wording.Text {
	switch c {
	case release.Convicted:
		return "convicted of an offence"
	case release.Charged:
		return "charged, not convicted"
	case release.NoOffence:
		return "held, but for no offence"
	}
	return "not said"
}

package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// settingsView is what the unit sets: the ladder and the hours of services.
type settingsView struct {
	Page    Page
	Errors  []fieldError
	Version int
	Edits   bool
	Fields  []formField
	Stale   []staleLine
	StaleBy wording.Text
	History []unitChangeLine
}

func (s *server) showSettings(c *gin.Context) {
	s.renderSettings(c, http.StatusOK, nil, 0, nil, false)
}

func (s *server) saveSettings(c *gin.Context) {
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the settings and send it again"))
		return
	}
	typed, set, problems := readSettings(c)
	if len(problems) == 0 {
		err = s.cfg.Settings.Save(c.Request.Context(), actorOf(c), version, set)
		problems, _ = problemsOf(err, settingLabel)
	}
	switch {
	case len(problems) > 0:
		s.renderSettings(c, http.StatusUnprocessableEntity, typed, version, problems, false)
	case isStale(err):
		s.renderSettings(c, http.StatusConflict, typed, version, nil, true)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/unit/settings?done=settings")
	}
}

// readSettings reads the form: numbers, and times of day as HH:MM.
func readSettings(c *gin.Context) (typed map[string]string, set pathways.Settings, problems []fieldError) {
	typed = map[string]string{}
	for _, rule := range pathways.SettingRules {
		name := string(rule.Name)
		typed[name] = strings.TrimSpace(c.PostForm(name))
		value, ok := rule.Read(typed[name])
		if !ok {
			problems = append(problems, fieldError{Field: name, Text: wording.F("{1}: write something from {2} to {3}", settingLabel(name), rule.Text(rule.Least), rule.Text(rule.Most))})
		}
		set.Set(rule.Name, value)
	}
	return typed, set, problems
}

func (s *server) renderSettings(c *gin.Context, status int, typed map[string]string, version int, problems []fieldError, stale bool) {
	view := settingsView{Page: s.page(c, "Settings of the unit"), Errors: problems, Edits: editsUnit(c)}
	err := s.consult(c, "settings", func(ctx context.Context, tx pgx.Tx) error {
		set, err := pathways.LoadSettings(ctx, tx)
		if err != nil {
			return err
		}
		history, err := pathways.ReadChanges(ctx, tx, pathways.SettingsChange, "")
		if err != nil {
			return err
		}
		if view.Version, err = pathways.ChangeVersion(ctx, tx, pathways.SettingsChange, ""); err != nil {
			return err
		}
		if stale {
			view.Stale, view.StaleBy = staleLines(history, version, typed, settingLabel)
		} else if typed != nil {
			view.Version = version
		}
		view.History = unitChangeLines(history, settingLabel, plainValue)
		view.Fields = settingFields(set, typed)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "unit-settings", view)
}

func settingFields(set pathways.Settings, typed map[string]string) []formField {
	var list []formField
	for _, rule := range pathways.SettingRules {
		label, hint := settingWords(string(rule.Name))
		f := formField{Name: string(rule.Name), Label: label, Value: rule.Text(set.Get(rule.Name)), Kind: textField, Width: "5",
			Hint: wording.Join(" ", hint, wording.F("From {1} to {2}. Usually {3}.", rule.Text(rule.Least), rule.Text(rule.Most), rule.Text(rule.Default)))}
		if typed != nil {
			f.Value = typed[f.Name]
		}
		list = append(list, f)
	}
	return list
}

package main

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/notify/webhook"
	"throughgate/pathways"
	"throughgate/release"
)

// Outgoing webhooks are off until THROUGHGATE_WEBHOOKS names targets, and each of
// those is described by settings of its own: THROUGHGATE_WEBHOOK_NAME_URL and so on.
const (
	webhookList   = "THROUGHGATE_WEBHOOKS"
	webhookPrefix = "THROUGHGATE_WEBHOOK_"
)

// hookSetting is one target as the environment describes it.
type hookSetting struct {
	ID, URL, Secret, Events, Services, Areas, Networks string
}

// hookParts are the last parts of the names of a target's settings.
func (h *hookSetting) parts() map[string]*string {
	return map[string]*string{"URL": &h.URL, "SECRET": &h.Secret, "EVENTS": &h.Events, "SERVICES": &h.Services, "AREAS": &h.Areas, "NETWORKS": &h.Networks}
}

func (h hookSetting) name(part string) string {
	return webhookPrefix + strings.ToUpper(h.ID) + "_" + part
}

var hookID = regexp.MustCompile(`^[a-z0-9]{1,20}$`)

// readHooks reads the targets, and tells of settings that belong to none.
func readHooks(given map[string]string) (list []hookSetting, problems []string) {
	used := map[string]bool{}
	for _, id := range listOf(given[webhookList]) {
		h := hookSetting{ID: strings.ToLower(id)}
		if !hookID.MatchString(h.ID) || slices.ContainsFunc(list, func(o hookSetting) bool { return o.ID == h.ID }) {
			problems = append(problems, fmt.Sprintf("%s: %q: name each target once, in letters and digits, 20 at most", webhookList, id))
			continue
		}
		for part, value := range h.parts() {
			*value = given[h.name(part)]
			used[h.name(part)], used[h.name(part)+"_FILE"] = true, true
		}
		list = append(list, h)
	}
	for name := range given {
		if strings.HasPrefix(name, webhookPrefix) && !used[name] {
			problems = append(problems, fmt.Sprintf("%s belongs to no target: name the target in %s, or mend the name", name, webhookList))
		}
	}
	slices.Sort(problems)
	return list, problems
}

// webhookProblems is what is wrong with the targets, as far as no database is
// needed to see it.
func (s *settings) webhookProblems() []string {
	list := slices.Clone(s.hookProblems)
	for _, h := range s.hooks {
		say := func(part, format string, args ...any) {
			list = append(list, h.name(part)+": "+fmt.Sprintf(format, args...))
		}
		if problem := s.hookAddressProblem(h.URL); problem != "" {
			say("URL", "%s", problem)
		}
		secrets := listOf(h.Secret)
		if len(secrets) == 0 || len(secrets) > 2 {
			say("SECRET", "give one secret, or two while it is changed, the new one first with a comma between")
		}
		for _, secret := range secrets {
			if _, err := webhook.ParseSecret(secret); err != nil {
				say("SECRET", "%v", err)
			}
		}
		for _, event := range listOf(h.Events) {
			if _, ok := hookEvents[event]; !ok {
				say("EVENTS", "%q: use task, date, or both with a comma between", event)
			}
		}
		if len(listOf(h.Services)) == 0 {
			say("SERVICES", "name the service or services whose requests it may hear of, as in the directory, such as housing_options")
		}
		if h.Areas == "" {
			say("AREAS", "name the area or areas whose people it may hear of")
		}
		for _, network := range listOf(h.Networks) {
			if !isNetwork(network) {
				say("NETWORKS", "%q is no address and no network: write 10.0.0.5 or 10.0.0.0/24, with commas between", network)
			}
		}
	}
	return list
}

func (s *settings) hookAddressProblem(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return "give the address that takes the webhooks, such as https://system.example.org/hooks, without a user and a password"
	case u.Scheme == "https", u.Scheme == "http" && !s.production() && loopback(u.Hostname()):
		return ""
	}
	return "it must be an https address; http goes to this machine alone, outside production"
}

var hookEvents = map[string]release.WebhookEvent{"task": release.WebhookTask, "date": release.WebhookDate}

// webhooks are the targets of the settings, read against the reference data.
func (a *app) webhooks(ctx context.Context) (*release.Webhooks, error) {
	w := &release.Webhooks{Pool: a.pool, Now: a.clock.Now, AgreementsFirst: a.unit.AgreementsFirst, Poster: webhook.Poster{}, Enqueue: a.inserter.EnqueueWebhooks}
	if len(a.set.hooks) == 0 {
		return w, nil
	}
	places, err := a.gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	var known []string
	if err := pg.ReadTx(ctx, a.pool, access.System("start"), func(tx pgx.Tx) error {
		known, err = pathways.ReadServiceCodes(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	for _, h := range a.set.hooks {
		t, err := h.target(places, known)
		if err != nil {
			return nil, err
		}
		w.Targets = append(w.Targets, t)
	}
	return w, nil
}

// target is the setting, checked before, in the terms of the domain.
func (h hookSetting) target(places *intake.Gazetteer, services []string) (release.WebhookTarget, error) {
	t := release.WebhookTarget{ID: h.ID, Hook: notify.Hook{URL: h.URL}, Services: listOf(h.Services), Events: release.WebhookEvents}
	for _, secret := range listOf(h.Secret) {
		key, err := webhook.ParseSecret(secret)
		if err != nil {
			return t, refused("%s: %v", h.name("SECRET"), err)
		}
		t.Hook.Secrets = append(t.Hook.Secrets, key)
	}
	if h.Events != "" {
		t.Events = nil
		for _, event := range listOf(h.Events) {
			t.Events = append(t.Events, hookEvents[event])
		}
	}
	for _, code := range t.Services {
		if !slices.Contains(services, code) {
			return t, refused("%s: nobody is asked as %q: use the codes of the directory, such as housing_options", h.name("SERVICES"), code)
		}
	}
	scope, err := intake.ParseUnit(places, h.Areas)
	if err != nil || scope.All {
		return t, refused("%s: name each area as the directory does, with commas between: %q is not understood", h.name("AREAS"), h.Areas)
	}
	t.Areas = scope.Areas
	for _, network := range listOf(h.Networks) {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			address, err := netip.ParseAddr(network)
			if err != nil {
				return t, refused("%s: %q is no network", h.name("NETWORKS"), network)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		t.Hook.Private = append(t.Hook.Private, prefix)
	}
	if strings.HasPrefix(h.URL, "http://") { // to this machine, outside production: checked before
		t.Hook.Private = append(t.Hook.Private, netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
	}
	return t, nil
}

// hooksInForce lists the settings of the targets, secrets hidden.
func (s *settings) hooksInForce() [][2]string {
	var out [][2]string
	for _, h := range s.hooks {
		for _, part := range []string{"URL", "SECRET", "EVENTS", "SERVICES", "AREAS", "NETWORKS"} {
			secret := ""
			if part == "SECRET" {
				secret = "all"
			}
			out = append(out, [2]string{h.name(part), hide(*h.parts()[part], secret)})
		}
	}
	return out
}

package main

import (
	"context"
	"fmt"
	"text/tabwriter"
)

type configCmd struct{}

func (c *configCmd) Run(_ context.Context, set *settings, o out) error {
	w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
	for _, kv := range set.inForce() {
		value := kv[1]
		if value == "" {
			value = "(not set)"
		}
		fmt.Fprintf(w, "%s\t%s\n", kv[0], value)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if list := set.check(needDatabase, needUnit, needMail, needWeb, needTexts); len(list) > 0 {
		fmt.Fprintln(o.say, "\nBefore everything can run:")
		for _, p := range list {
			fmt.Fprintln(o.say, "  -", p)
		}
	}
	return nil
}

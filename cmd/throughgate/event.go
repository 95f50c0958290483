package main

import (
	"context"
	"io"

	"throughgate/access"
	"throughgate/intake"
)

// eventCmd records what happened to people, and what was decided about them
// as the pages do one by one (docs/events.md).
type eventCmd struct {
	File   string `arg:"" help:"The file, JSON Lines; - for standard input."`
	DryRun bool   `help:"Report what would happen and change nothing."`
	JSON   bool   `name:"json" help:"Print the report as one JSON document."`
}

func (c *eventCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.Events(ctx, access.System("event"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

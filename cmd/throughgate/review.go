package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/release"
)

// reviewCmd reads the answers of a go-live review back.
type reviewCmd struct {
	File   string `arg:"" help:"The file with its column answer filled in; - for standard input."`
	DryRun bool   `help:"Report what would happen and change nothing."`
	JSON   bool   `name:"json" help:"Print the report as one JSON document."`
}

func (c *reviewCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.Review(ctx, access.System("review"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

// reviewPath is where the review of an extract is written: beside it, or in the
// working directory.
func reviewPath(extract string) string {
	if extract == "-" {
		return "review.csv"
	}
	return strings.TrimSuffix(extract, filepath.Ext(extract)) + "-review.csv"
}

// withReview makes the review's file before anything is applied, so that there
// is nothing to go wrong afterwards, and takes it away again when the work
// fails. A file that is there already may hold somebody's answers: it is
// refused. A dry run makes none.
func withReview(path string, dryRun bool, work func(write func([]release.ReviewTask) error) (intake.Report, error)) (intake.Report, error) {
	taken := refused("%s is there already and may hold answers: move it away, then try again", path)
	if dryRun {
		if _, err := os.Lstat(path); err == nil {
			return intake.Report{}, taken
		}
		report, err := work(func([]release.ReviewTask) error { return nil })
		report.Review = path
		return report, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return intake.Report{}, taken
	}
	if err != nil {
		return intake.Report{}, refused("the review cannot be written: %v", err)
	}
	report, err := work(func(list []release.ReviewTask) error {
		if err := release.WriteReview(f, list); err != nil {
			return fmt.Errorf("write the review: %w", err)
		}
		return f.Sync()
	})
	if problem := f.Close(); err == nil && problem != nil {
		err = fmt.Errorf("write the review: %w", problem)
	}
	if err != nil {
		os.Remove(path)
		return intake.Report{}, err
	}
	report.Review = path
	return report, nil
}

// Package fault holds the few kinds of error that callers act on, and text
// that a user may read.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what the caller can do about an error.
type Kind string

// The closed set of kinds.
const (
	KindNotFound Kind = "not_found" // the thing asked for is not there, or not the asker's to see
	KindConflict Kind = "conflict"  // somebody else changed it, or it is no longer in that state
	KindInvalid  Kind = "invalid"   // the input is wrong; the text says where and what to do
	KindRefused  Kind = "refused"   // the actor may not do this
)

// Error carries text chosen for the user; Unwrap gives the cause for logs.
type Error struct {
	Kind Kind
	Text string // safe to show: no names, numbers or addresses
	// Format and Args are what Text is made of, so that a page can say it in
	// another language.
	Format string
	Args   []any
	Cause  error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Text + ": " + e.Cause.Error()
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.Cause }

// said is an error with what its text is made of.
func said(kind Kind, format string, args []any) error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...), Format: format, Args: args}
}

// NotFound is what a lookup returns instead of nil.
func NotFound(what string) error { return &Error{Kind: KindNotFound, Text: what + " not found"} }

// Conflict says that a change came too late.
func Conflict(format string, args ...any) error {
	return said(KindConflict, format, args)
}

// Invalid names the place and the remedy of bad input.
func Invalid(format string, args ...any) error {
	return said(KindInvalid, format, args)
}

// Refused says that the actor may not do this.
func Refused(format string, args ...any) error {
	return said(KindRefused, format, args)
}

// Is tells whether an error is of that kind.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// Text is what a user may read of an error; everything unexpected is the
// neutral sentence.
func Text(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Text
	}
	return "Sorry, there is a problem with the service"
}

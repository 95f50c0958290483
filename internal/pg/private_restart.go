package pg

import (
	"context"
	"fmt"
	"syscall"
)

// Restart ends the server at once and starts it again on the same data, as
// pg_ctl restart -m immediate does: every session is cut off, and the server
// recovers from what it had written. It returns when the server takes
// connections again. Nobody else may stop or restart the server meanwhile; a
// channel that Done gave before is closed.
func (p *Private) Restart(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if err := p.signal(syscall.SIGQUIT); err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return fmt.Errorf("restart the private PostgreSQL: %w", ctx.Err())
	}
	p.done = make(chan struct{})
	if err := p.launch(); err != nil {
		return err
	}
	return p.awaitReady(ctx)
}

package pg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Stop ends the server: a durable one in good order (open transactions are
// rolled back, everything else is on disk), a throw-away at once and with its
// folder. When ctx ends first the server is ended at once; its data are safe
// then too, and recovered at the next start. Stopping twice does nothing.
func (p *Private) Stop(ctx context.Context) error {
	p.stop.Do(func() {
		p.stopErr = errors.Join(p.halt(ctx), p.place.release())
	})
	return p.stopErr
}

func (p *Private) halt(ctx context.Context) error {
	if err := p.signal(p.stopSignal()); err != nil {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
	}
	if err := p.signal(syscall.SIGQUIT); err != nil {
		return err
	}
	<-p.done
	return nil
}

// stopSignal is PostgreSQL's fast shutdown for data that are kept, its
// immediate shutdown for data that are thrown away.
func (p *Private) stopSignal() syscall.Signal {
	if p.opts.Durable {
		return syscall.SIGINT
	}
	return syscall.SIGQUIT
}

func (p *Private) signal(signal syscall.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the private PostgreSQL: %w", err)
	}
	return nil
}

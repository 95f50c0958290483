package simulation

import (
	"errors"
	"sync"
	"sync/atomic"
)

// inHands does each of the things, several at a time, whichever hand is free.
// What it does must come out the same whatever comes first. It waits for all, and
// after a failure begins nothing more.
func inHands[T any](hands int, things []T, do func(T) error) error {
	var next atomic.Int64
	var failed atomic.Bool
	errs := make([]error, min(hands, len(things)))
	var group sync.WaitGroup
	for h := range errs {
		group.Go(func() {
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(things) {
					return
				}
				if errs[h] = do(things[i]); errs[h] != nil {
					failed.Store(true)
				}
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// beside lets the oracle think while the program does the same: neither asks the
// other until both are done.
func beside(think func(), do func() error) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		think()
	}()
	err := do()
	<-done
	return err
}

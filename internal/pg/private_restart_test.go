package pg_test

import (
	"context"
	"testing"

	"throughgate/internal/pg"
)

func TestARestartCutsSessionsOffAndKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	server, err := pg.Start(t.Context(), pg.PrivateOptions{Settings: map[string]string{"synchronous_commit": "on"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	pool := open(t, server.URL("postgres"), pg.Options{MaxConns: 1})
	execute(t, pool, "create table kept as select 7 as n")
	before := server.Done()
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-before:
	default:
		t.Error("the server that was there before has not ended")
	}
	if err := pool.Ping(t.Context()); err == nil {
		t.Error("the session lived on")
	}
	if got := read(t, pool, "select n::text from kept"); got != "7" {
		t.Errorf("%q is left", got)
	}
}

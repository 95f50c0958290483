package pg

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// watchdog is a small process that outlives us: it waits on a pipe whose other
// end we hold. The kernel closes that end when this process ends, kill -9
// included; the watchdog then ends the server and removes what is temporary.
// (Linux's Pdeathsig would not do: it follows the thread that started the
// server, not the process, and other systems have none.)
type watchdog struct {
	cmd  *exec.Cmd
	pipe *os.File
}

// $1 signal, $2 process of the server, $3 folder to remove or nothing.
const watchdogScript = `
trap '' HUP INT TERM
read -r _
kill "-$1" "$2" 2>/dev/null
tries=0
while [ "$tries" -lt 300 ] && kill -0 "$2" 2>/dev/null; do
  tries=$((tries + 1))
  sleep 0.1
done
if [ -n "$3" ]; then rm -rf "$3"; fi
`

func startWatchdog(user serverUser, signal syscall.Signal, server int, temporary string) (*watchdog, error) {
	wait, hold, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the watchdog of the private PostgreSQL: %w", err)
	}
	defer wait.Close()
	cmd := user.command(exec.Command("/bin/sh", "-c", watchdogScript, "throughgate-watchdog",
		strconv.Itoa(int(signal)), strconv.Itoa(server), temporary))
	cmd.Stdin = wait
	if err := cmd.Start(); err != nil {
		hold.Close()
		return nil, fmt.Errorf("start the watchdog of the private PostgreSQL: %w", err)
	}
	return &watchdog{cmd: cmd, pipe: hold}, nil
}

// stop ends the watchdog without its doing anything.
func (w *watchdog) stop() {
	if w == nil {
		return
	}
	// It is our child and not waited for yet: the number is still its own.
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
	_ = w.pipe.Close()
}

package pg

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNotInstalled says that no PostgreSQL server that will do is on this
// machine; the text around it names the command that installs one.
var ErrNotInstalled = errors.New("PostgreSQL is not installed")

const installRemedy = `install it, then try again:
  Debian, Ubuntu:  apt-get install postgresql
  Fedora:          dnf install postgresql-server
  macOS:           brew install postgresql@17`

// binaries is a folder that holds both postgres and initdb.
type binaries struct {
	dir   string
	major int
}

// findBinaries looks through dirs, or the usual places, and takes the first
// folder with a complete server of the wanted major version (0: any that the
// program works with).
func findBinaries(dirs []string, wanted int) (binaries, error) {
	if len(dirs) == 0 {
		dirs = usualDirs()
	}
	var unfit []string
	for _, dir := range dirs {
		if !executable(dir, "postgres") || !executable(dir, "initdb") {
			continue
		}
		major, err := serverMajor(dir)
		if err != nil {
			return binaries{}, err
		}
		if major == wanted || (wanted == 0 && major >= oldestMajor) {
			return binaries{dir: dir, major: major}, nil
		}
		unfit = append(unfit, fmt.Sprintf("%d in %s", major, dir))
	}
	return binaries{}, notFound(wanted, unfit)
}

func notFound(wanted int, unfit []string) error {
	found := ""
	if len(unfit) > 0 {
		found = " (found: " + strings.Join(unfit, ", ") + ")"
	}
	if wanted != 0 {
		return fmt.Errorf("%w in version %d, which made the data in this folder%s: install that version, or choose another folder", ErrNotInstalled, wanted, found)
	}
	return fmt.Errorf("%w in version %d or later%s: %s", ErrNotInstalled, oldestMajor, found, installRemedy)
}

func usualDirs() []string {
	var dirs []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		dirs = append(dirs, filepath.Dir(path))
	}
	return dirs
}

// newestFirst orders the folders that fit pattern by the version number in
// their name, so that 15 comes before 9.6.
func newestFirst(pattern string) []string {
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	version := func(dir string) int {
		name := filepath.Base(filepath.Dir(dir))
		major, _ := majorOf(name[strings.LastIndexAny(name, "@-")+1:])
		return major
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return dirs
}

func executable(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// serverMajor asks the server itself; its answer reads like
// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".
func serverMajor(dir string) (int, error) {
	program := filepath.Join(dir, "postgres")
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask %s for its version: %w", program, err)
	}
	_, version, _ := strings.Cut(string(out), "(PostgreSQL) ")
	major, ok := majorOf(version)
	if !ok {
		return 0, fmt.Errorf("%s says that its version is %q, which is none", program, strings.TrimSpace(string(out)))
	}
	return major, nil
}

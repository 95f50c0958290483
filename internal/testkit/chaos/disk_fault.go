package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// disk is where the tables stand: a small file system of their own where one may
// be mounted, so that it can really be full.
type disk struct {
	folder string // "": none could be mounted
	server *pg.Private
}

const diskSize = "256m"

// newDisk mounts a small file system in memory for the database's tablespace.
// Where that is not allowed the disk is as everywhere, and full only as a failing
// write has it.
func newDisk(ctx context.Context, server *pg.Private) (*disk, error) {
	d := &disk{server: server}
	folder, err := os.MkdirTemp("/tmp", "throughgate-chaos-disk-")
	if err != nil {
		return d, err
	}
	if os.Chmod(folder, 0o755) != nil || exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+diskSize+",mode=0777", "tmpfs", folder).Run() != nil {
		return d, os.Remove(folder)
	}
	d.folder = folder
	tables := filepath.Join(folder, "tables")
	if err := os.Mkdir(tables, 0o700); err != nil {
		return d, err
	}
	if err := giveTo(ctx, server, tables); err != nil {
		return d, err
	}
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return d, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, "CREATE TABLESPACE small LOCATION '"+tables+"'")
	return d, err
}

// giveTo makes a folder the server's own, as that of its data is.
func giveTo(ctx context.Context, server *pg.Private, folder string) error {
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var data string
	if err := conn.QueryRow(ctx, "SHOW data_directory").Scan(&data); err != nil {
		return err
	}
	info, err := os.Stat(data)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t)
	return os.Chown(folder, int(owner.Uid), int(owner.Gid))
}

// clause is what CREATE DATABASE is told.
func (d *disk) clause() string {
	if d.folder == "" {
		return ""
	}
	return " TABLESPACE small"
}

// remove lets the file system go, when the server has.
func (d *disk) remove() error {
	if d == nil || d.folder == "" {
		return nil
	}
	if out, err := exec.Command("umount", d.folder).CombinedOutput(); err != nil {
		return fmt.Errorf("unmount %s: %w: %s", d.folder, err, out)
	}
	return os.Remove(d.folder)
}

// fill takes all the room that is left, and gives what gives it back.
func (d *disk) fill() (empty func() error, err error) {
	balloon := filepath.Join(d.folder, "balloon")
	f, err := os.Create(balloon)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	for err == nil {
		if _, err = f.Write(block); err != nil && len(block) > 4<<10 {
			block, err = block[:4<<10], nil // the last of it
		}
	}
	return func() error { return os.Remove(balloon) }, nil
}

// diskFullFor is how long nothing more can be written.
const diskFullFor = 6 * time.Second

// failingWrite is the hook that fails as PostgreSQL does on a full disk.
var failingWrite = []string{
	`CREATE OR REPLACE FUNCTION chaos_disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`,
	`CREATE TRIGGER chaos_disk_full BEFORE INSERT OR UPDATE ON message FOR EACH STATEMENT EXECUTE FUNCTION chaos_disk_full()`,
	`CREATE TRIGGER chaos_disk_full BEFORE INSERT OR UPDATE ON river_job FOR EACH STATEMENT EXECUTE FUNCTION chaos_disk_full()`,
}

// fullDisk leaves the tables no room to grow while messages go out.
func (s *stage) fullDisk(ctx context.Context) error {
	l := s.line("the disk of the tables is full", 1, databaseWithin)
	if err := s.feed.add(ctx, 4*burst); err != nil {
		return err
	}
	pause(ctx, 100*time.Millisecond)
	l.Note = "a small file system, filled up"
	empty := func() error { return s.exec(ctx, mainDB, `DROP FUNCTION chaos_disk_full CASCADE`) }
	var err error
	if s.disk.folder == "" {
		l.Note = "a failing write in the place of a small file system, which could not be mounted"
		err = s.exec(ctx, mainDB, failingWrite...)
	} else {
		empty, err = s.disk.fill()
	}
	if err != nil {
		return err
	}
	fed := make(chan error, 1)
	go func() { fed <- s.feed.add(ctx, 4*burst) }() // until there is room again
	pause(ctx, diskFullFor)
	if err := errors.Join(empty(), <-fed); err != nil {
		return err
	}
	began := time.Now()
	held, err := s.due(ctx)
	if err != nil {
		return err
	}
	if _, err := s.awaitSent(ctx, held); err != nil {
		return err
	}
	l.measured(time.Since(began), len(held))
	return nil
}

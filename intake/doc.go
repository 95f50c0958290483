// Package intake turns files into observations for release: the release
// extract, the directory of services, appointments (interface.md 3). Reading is
// pure and streamed; the Importer stages the rows, compares them with what was
// told before, and hands on only what differs.
package intake

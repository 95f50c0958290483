// Package intake turns files into what release is told: the release extract,
// events, the directory of services, appointments, bank holidays and local
// prisons (interface.md 3). Reading is pure and streamed; the Importer stages the
// rows of an extract, compares them with what was told before, and hands on only
// what differs.
package intake

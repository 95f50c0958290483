// Package simulation runs the real services on a real private PostgreSQL
// through months of releases under a virtual clock, with pretend providers that
// misbehave, and holds what they do beside the oracle's opinion and beside what
// must always be so. All chance comes from the seed: everybody has a source of
// their own for each day, so that nobody's story depends on who else is there,
// and a violation can be shown with fewer people.
package simulation

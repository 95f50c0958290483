// Package oracle is a second opinion on the rules of the domain, for the
// simulator: what each person's planned day is, which requests stand, to whom
// and by which day they go, what services and officers have to be told, and
// which texts may leave. It is written from the rules alone, reads the reference
// files and the extracts by itself, keeps its own calendar, and imports nothing
// of the program: where the two disagree, one of them is wrong.
//
// Days are London's, instants are UTC. Nothing here is fast, clever or shared.
package oracle

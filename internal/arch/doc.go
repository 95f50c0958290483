// Package arch holds no code, only the test that keeps the house in order: who
// may import whom, who may ask what time it is, and which files must stay free
// of effects. docs/ARCHITECTURE.md says why; a new package needs a row in
// arch_test.go.
package arch

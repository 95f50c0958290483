package simulation

// tellOracle hands an attempt to the oracle.
func (w *world) tellOracle(a attempt) {}

package access

import "time"

// ProofLife is how long it holds that somebody has shown that it is they: after
// it, what needs a proof asks for another.
const ProofLife = 15 * time.Minute

// ProofHolds tells whether a proof of provedAt is not too old.
func ProofHolds(provedAt, now time.Time) bool { return now.Sub(provedAt) <= ProofLife }

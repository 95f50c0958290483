package release

import "throughgate/access"

// IsHealthService tells whether who an appointment is with tells about health:
// only those with a recorded basis see it (domain rule 9).
func IsHealthService(service string) bool { return access.IsHealthService(service) }

// healthBasis tells whether an actor has a recorded basis for the health of
// somebody who has, or has not, agreed to share it.
func healthBasis(who access.Actor, agreed bool) bool {
	return access.ViewerFor(access.Reading{Role: who.Role, HealthAgreed: agreed, HealthShared: who.HealthShared}).Sees(access.FieldHealth)
}

// IsHealth tells whether a pathway is about health: its tasks are shown only to
// those with a recorded basis (domain rule 9).
func IsHealth(pathway string) bool { return access.IsHealthPathway(pathway) }

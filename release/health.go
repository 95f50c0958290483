package release

import "slices"

// healthServices are those whose very name tells about health.
var healthServices = []string{"mental_health", "drug_and_alcohol", "reconnect", "prison_healthcare"}

// IsHealthService tells whether who an appointment is with tells about health:
// only those with a recorded basis see it (domain rule 9).
func IsHealthService(service string) bool { return slices.Contains(healthServices, service) }

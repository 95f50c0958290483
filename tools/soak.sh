#!/usr/bin/env bash
# Runs the property tests with many more cases than `make test` does. Only the
# packages whose tests use rapid know its flags, so only these are run. Then
# workers are killed at random while messages go out, and at the end months of
# releases are simulated, with ten seeds.
#
#   tools/soak.sh [CASES [KILLS]]
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-1000}
kills=${2:-300}
# shellcheck disable=SC2016  # a Go template, not shell
format='{{$path := .ImportPath}}{{range .TestImports}}{{$path}} {{.}}{{"\n"}}{{end}}{{range .XTestImports}}{{$path}} {{.}}{{"\n"}}{{end}}'
packages=$(go list -f "$format" ./... | awk '$2 == "pgregory.net/rapid" { print $1 }' | sort -u)
if [ -z "$packages" ]; then
  echo "soak: no package has property tests" >&2
  exit 1
fi
# shellcheck disable=SC2086  # one word a package
go test -race -p 2 -timeout 80m -count=1 $packages -rapid.checks="$cases"
THROUGHGATE_SOAK_KILLS="$kills" go test -timeout 30m -count=1 -v -run TestWorkersKilledAtRandom ./jobs
for seed in 1 2 3 4 5 6 7 8 9 10; do
  bin/throughgate simulate --people 5000 --days 365 --seed "$seed" --faults heavy
done

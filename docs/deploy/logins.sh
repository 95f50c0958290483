#!/bin/sh
# Makes the database and its two logins, once, on a PostgreSQL that has neither:
#
#   owner  owns the tables and may create roles; only `throughgate migrate` uses it
#   login  owns nothing; everything else uses it. `migrate` lets it take the
#          roles throughgate_web and throughgate_worker
#
# Names, passwords and the database's name are read from the two addresses that
# the program itself is given, so that they are written down in one place each.
# Make the passwords of letters and digits only.
#
# The Compose file has the PostgreSQL image run it on an empty data folder. On a
# server of your own, run it as root, with psql as a user who may make logins:
#
#   PSQL="sudo -u postgres psql" sh logins.sh /etc/throughgate/secrets
set -eu

secrets=${1:-/run/secrets}

# part 1 is the login, 2 the password, 3 the database of an address.
part() {
  sed -n "s|^postgres://\([^:/@]*\):\([A-Za-z0-9]*\)@[^/]*/\([A-Za-z0-9_]*\).*|\\$1|p" "$secrets/$2"
}

for file in database_url migrate_database_url; do
  if [ -z "$(part 2 $file)" ]; then
    echo "logins.sh: $secrets/$file must read postgres://login:password@host:5432/database, with a password of letters and digits" >&2
    exit 1
  fi
done
if [ "$(part 3 database_url)" != "$(part 3 migrate_database_url)" ]; then
  echo "logins.sh: the two addresses name different databases" >&2
  exit 1
fi

# The passwords go in by standard input: they must not stand in a list of processes.
# shellcheck disable=SC2086  # PSQL may be several words
${PSQL:-psql} --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<SQL
CREATE ROLE "$(part 1 migrate_database_url)" LOGIN CREATEROLE PASSWORD '$(part 2 migrate_database_url)';
CREATE ROLE "$(part 1 database_url)" LOGIN PASSWORD '$(part 2 database_url)';
CREATE DATABASE "$(part 3 database_url)" OWNER "$(part 1 migrate_database_url)"
  ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE "$(part 3 database_url)" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE "$(part 3 database_url)" TO "$(part 1 database_url)";
SQL

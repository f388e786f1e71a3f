#!/usr/bin/env bash
# Installs PostgreSQL for the tests of `import --sql` where Debian's packages can give it. The tests start a server of their own from it,
# on loopback and a free port. Without it those tests fail and say what to install.
set -u
command -v initdb >/dev/null && exit 0
for bin in /usr/lib/postgresql/*/bin; do
  [ -x "$bin/initdb" ] && exit 0
done
command -v apt-get >/dev/null || exit 0
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
{ ${as_root[@]+"${as_root[@]}"} apt-get update -q && ${as_root[@]+"${as_root[@]}"} apt-get install -qy --no-install-recommends postgresql; } >/dev/null 2>&1 ||
  echo "PostgreSQL could not be installed: the tests of import --sql will fail." >&2

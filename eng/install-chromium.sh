#!/usr/bin/env bash
# Installs Chromium for the tests of foresale.js where Debian's packages can give it. Without it those tests are skipped and say so.
set -u
for browser in chromium chromium-browser google-chrome; do
  [ -x "/usr/bin/$browser" ] && exit 0
done
command -v apt-get >/dev/null || exit 0
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
{ ${as_root[@]+"${as_root[@]}"} apt-get update -q && ${as_root[@]+"${as_root[@]}"} apt-get install -qy --no-install-recommends chromium; } >/dev/null 2>&1 ||
  echo "Chromium could not be installed: the tests of foresale.js are skipped." >&2

#!/usr/bin/env bash
# Builds everything and runs every test. Ends with "N passed, N failed" alone on the last line; exit code 0 only if none failed.
#   ./test.sh              the whole suite
#   ./test.sh --fast       without tests marked [Trait("Speed", "slow")]
set -u
cd "$(dirname "$0")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

filter=()
[ "${1:-}" = "--fast" ] && filter=(--filter-not-trait "Speed=slow")

results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"

eng/install-chromium.sh
eng/install-postgresql.sh

if ! dotnet build Foresale.slnx -c Release -v quiet; then
  echo "0 passed, 1 failed"
  exit 1
fi

# One project after the other: the machine may have two cores only, and the suites train real networks.
broken=0
for project in tests/*/*.csproj; do
  dotnet test --project "$project" -c Release --no-build \
    --results-directory "$results" --report-xunit-trx --report-xunit-trx-filename "$(basename "$project" .csproj).trx" \
    ${filter[@]+"${filter[@]}"} || broken=1
done

passed=0 failed=0
for project in tests/*/*.csproj; do
  trx="$results/$(basename "$project" .csproj).trx"
  if [ ! -f "$trx" ]; then
    echo "$project left no results: its run broke off."
    failed=$((failed + 1))
    continue
  fi
  counters=$(grep -o '<Counters [^>]*>' "$trx" | head -n 1)
  passed=$((passed + $(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")))
  failed=$((failed + $(sed -E 's/.* failed="([0-9]+)".*/\1/' <<<"$counters")))
done
# A run can break without a failed test (a crash after the last one): that is a failure too.
[ "$broken" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

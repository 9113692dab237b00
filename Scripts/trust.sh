#!/bin/bash
# What the project promises of kills, full disks and hostile inputs, tried on the built binary.
#
#   Scripts/trust.sh          some of every kind, minutes
#   Scripts/trust.sh --long   all of it, hours
#
#   PARTS="options servers" Scripts/trust.sh    only these
#
# A part is Scripts/trust/<part>.py (the other files there are theirs): `part.py --tool BINARY --work FOLDER [--long]` prints as its last
# line a JSON object with `part`, `tried`, `held` and `failed`, a list of sentences, and exits with 1
# when something failed. The objects are gathered in $TRUST/<part>.json (default .build/trust).
set -uo pipefail
cd "$(dirname "$0")/.."

tool=${TOOL:-.build/release/retmask}
out=${TRUST:-.build/trust}
[ -x "$tool" ] || { echo "trust: $tool is not built: make build" >&2; exit 2; }
mkdir -p "$out"

status=0
for name in ${PARTS:-kills options mutants servers}; do
    if python3 "Scripts/trust/$name.py" --tool "$tool" --work "$out/$name.work" "$@" > "$out/$name.log"; then
        rm -rf "$out/$name.work"
    else
        status=1
        echo "trust: $name failed; what it was given is in $out/$name.work" >&2
    fi
    tail -n 1 "$out/$name.log" | tee "$out/$name.json"
done
exit $status

#!/usr/bin/env bash
# Packs what a machine with a card needs to check the tool there, and says how to run it: a binary that carries Swift's
# libraries, the others it needs, the engine's sources, the golden models, and Scripts/gpu-check/check.sh.
#
#   Scripts/gpu-check.sh               makes .build-gpu/gpu-check.tar.xz, 60 MB at most
#   DEVICE=cpu Scripts/gpu-check.sh    then unpacks it elsewhere and runs it, against LIBTORCH or the libtorch that setup found
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'gpu-check: %s\n' "$*" >&2; }
scratch=$PWD/.build-gpu
parcel=$scratch/gpu-check
most=60000000

rm -rf "$parcel"
mkdir -p "$parcel"/{Scripts,Sources,Tests/Fixtures}
Scripts/pack.sh "$parcel/bin"
cp Scripts/build-engine.sh "$parcel/Scripts/"
cp -r Sources/CTorch "$parcel/Sources/"
cp -r Tests/Fixtures/models "$parcel/Tests/Fixtures/"
cp Scripts/gpu-check/check.sh Scripts/gpu-check/judge.py "$parcel/"
archive=$scratch/gpu-check.tar.xz
tar -C "$scratch" -c gpu-check | xz -T0 -6 >"$archive"
size=$(stat -c %s "$archive")
say "$archive: $((size / 1000000)) MB, with $(cd "$parcel/bin" && ls *.so* | tr '\n' ' ')"
if [ "$size" -gt $most ]; then
    say "that is more than $((most / 1000000)) MB."
    exit 1
fi

if [ "${DEVICE:-}" = cpu ]; then
    if [ -z "${LIBTORCH:-}" ] && [ -e .libtorch/torch ]; then export LIBTORCH=$PWD/.libtorch/torch; fi
    there=$(mktemp -d)
    trap 'rm -rf "$there"' EXIT
    tar -C "$there" -xJf "$archive"
    DEVICE=cpu bash "$there/gpu-check/check.sh" "${OUT:-$scratch/page}"
else
    say "on the machine with the card: tar -xJf gpu-check.tar.xz && bash gpu-check/check.sh OUT; the page is OUT/gpu-check.md"
fi

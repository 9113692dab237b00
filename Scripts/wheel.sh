#!/usr/bin/env bash
# Makes the wheel that pip installs beside a torch: .build-static/wheel/retmask-VERSION-….whl; its path is printed.
#
# In it: the program with Swift's libraries inside, its resources and libraries, the engine's sources, and an engine for the
# torch that is found here (CPU). What starts them, and builds an engine for another torch: Scripts/wheel/retmask/launch.py.
set -euo pipefail
products=${PRODUCTS:+$(realpath "$PRODUCTS")}
cd "$(dirname "$0")/.."

say() { printf 'wheel: %s\n' "$*" >&2; }
out=$PWD/.build-static/wheel
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# The libtorch of the checkout's engine.
torch=$(ldd .engine/libretmask-engine.so 2>/dev/null | sed -nE 's/^[[:space:]]*libtorch_cpu\.so => (\/.*) \(0x[0-9a-f]+\)$/\1/p' || true)
torch=${torch%/lib/*}
[ -n "$torch" ] || {
    say "the engine does not find the libtorch it was built for; run make setup."
    exit 1
}
cp -r Scripts/wheel/retmask "$stage/retmask"
# As the launcher reads it.
release=$(PYTHONPATH=$stage python3 -B -c '
import pathlib, sys
import retmask.launch as launch
try:
    print(launch.release(pathlib.Path(sys.argv[1])))
except launch.Problem as problem:
    sys.exit(f"wheel: {problem}")' "$torch")

products=${products:-$(Scripts/build-static.sh)}
export PRODUCTS=$products
Scripts/pack.sh "$stage/retmask/bin"
Scripts/pack-share.sh "$stage/retmask/bin/retmask" "$stage/share"

mkdir -p "$stage/retmask"/{lib,engine/Scripts,engine/Sources}
cp Scripts/build-engine.sh "$stage/retmask/engine/Scripts/"
cp -r Sources/CTorch "$stage/retmask/engine/Sources/"
# Beside the package is where pip puts torch.
LIBTORCH=$torch ENGINE_FOLDER=$PWD/.build-static/engine ENGINE_DEVICES=cpu ENGINE_RPATH="\$ORIGIN/../../torch/lib" \
    Scripts/build-engine.sh
strip "$PWD/.build-static/engine/libretmask-engine.so" -o "$stage/retmask/lib/libretmask-engine.so"
printf '%s\n' "$release" >"$stage/retmask/lib/torch-release"
version=$("$stage/retmask/bin/retmask" --version)

rm -rf "$out"
python3 Scripts/wheel/make_wheel.py "$stage/retmask" "$stage/share" "$version" "$out"
wheel=$(echo "$out"/*.whl)
say "$((($(stat -c %s "$wheel") + 500000) / 1000000)) MB, with an engine for torch $release"

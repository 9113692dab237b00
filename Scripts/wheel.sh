#!/usr/bin/env bash
# Makes the wheel that pip installs beside a torch: .build-static/wheel/retmask-VERSION-….whl; its path is printed.
#
# In it: the program with Swift's libraries inside, its resources and libraries, the engine's sources, and an engine for the
# torch that is found here (CPU). What starts them, and builds an engine for another torch: Scripts/wheel/retmask/launch.py.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'wheel: %s\n' "$*" >&2; }
out=$PWD/.build-static/wheel
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

cp -r Scripts/wheel/retmask "$stage/retmask"
Scripts/pack.sh "$stage/retmask/bin"
Scripts/pack-share.sh "$stage/retmask/bin/retmask" "$stage/share"

mkdir -p "$stage/retmask"/{lib,engine/Scripts,engine/Sources}
cp Scripts/build-engine.sh "$stage/retmask/engine/Scripts/"
cp -r Sources/CTorch "$stage/retmask/engine/Sources/"
# The libtorch of the checkout's engine. Beside the package is where pip puts torch.
torch=$(ldd .engine/libretmask-engine.so | awk '$1 == "libtorch_cpu.so" { print $3 }')
torch=${torch%/lib/*}
LIBTORCH=$torch ENGINE_FOLDER=$PWD/.build-static/engine ENGINE_DEVICES=cpu ENGINE_RPATH="\$ORIGIN/../../torch/lib" \
    Scripts/build-engine.sh
strip "$PWD/.build-static/engine/libretmask-engine.so" -o "$stage/retmask/lib/libretmask-engine.so"
# As the launcher reads it.
PYTHONPATH=$stage python3 -c 'import pathlib, sys, retmask.launch; print(retmask.launch.release(pathlib.Path(sys.argv[1])))' \
    "$torch" >"$stage/retmask/lib/torch-release"
version=$("$stage/retmask/bin/retmask" --version)

rm -rf "$out"
python3 Scripts/wheel/make_wheel.py "$stage/retmask" "$stage/share" "$version" "$out"
wheel=$(echo "$out"/*.whl)
say "$((($(stat -c %s "$wheel") + 500000) / 1000000)) MB, with an engine for torch $(cat "$stage/retmask/lib/torch-release")"

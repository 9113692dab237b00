#!/usr/bin/env bash
# Checks the tool on a machine with a card: engine, doctor, the golden models, detection, pairs and LoRA on the card against
# the CPU. Runs in a parcel of Scripts/gpu-check.sh, or in the repository on what is built there.
#
#   bash check.sh OUT             needs g++ and a Python with torch 2.11 or newer; nothing is downloaded
#   DEVICE=cpu bash check.sh OUT  the same without a card; LIBTORCH names a folder of libtorch in place of Python's torch
#
# Also: TOOL, the binary; PARTS, first words of the lines to run; PATIENCE, a factor of the time limits. Each line has a time limit; one that fails is shown, and the next
# one runs. The page is OUT/gpu-check.md, what each line said is in OUT/said; the exit code is 1 when a line failed.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ -e "$here/bin/retmask" ] && root=$here || root=$(cd "$here/../.." && pwd)
out=${1:?where does the page go?}
mkdir -p "$out/said" "$out/work"
out=$(cd "$out" && pwd)
cd "$root"
device=${DEVICE:-cuda}
if [ -e bin/retmask ]; then
    tool=${TOOL:-$root/bin/retmask}
    # Only what the parcel brings: folders of CUDA in this path would hide the wheel's own libraries.
    unset LD_LIBRARY_PATH
else
    tool=${TOOL:-$root/.build/release/retmask}
fi
judge=(python3 "$here/judge.py")
failed=0
rows=()

# line NAME SECONDS COMMAND...: one row of the page; its last line of output is what the page says.
line() {
    local name=$1 limit=$2 start=$SECONDS status note
    shift 2
    if [ -n "${PARTS:-}" ] && [[ " $PARTS " != *" ${name%% *} "* ]]; then return; fi
    limit=$((limit * ${PATIENCE:-1}))
    timeout -k 5 "$limit" "$@" >"$out/said/${name// /-}.txt" 2>&1
    status=$?
    note=$(tail -n 1 "$out/said/${name// /-}.txt" | tr '|\n' '  ' | cut -c1-200)
    if [ $status -eq 0 ]; then
        rows+=("| $name | held | $((SECONDS - start)) | $note |")
    else
        failed=$((failed + 1))
        [ $status -eq 124 ] && note="longer than $limit s: $note"
        rows+=("| $name | **failed** ($status) | $((SECONDS - start)) | $note |")
    fi
    printf '%s\n' "${rows[-1]}"
}

# Python's torch, or the folder that LIBTORCH names.
if [ -z "${LIBTORCH:-}" ]; then
    LIBTORCH=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null) && export LIBTORCH
fi

score=(--tool "$tool" --device "$device" --fixtures "$root/Tests/Fixtures/models" --work "$out/work")
line "torch" 60 "${judge[@]}" torch --device "$device"
# In the repository the engine is there; it is made again where libtorch or a source has changed.
line "engine" 240 bash -c 'Scripts/build-engine.sh && ls -l .engine/libretmask-engine.so'
line "doctor" 60 "$tool" doctor
line "parity float32" 120 "${judge[@]}" parity --dtype float32 "${score[@]}"
line "parity bfloat16" 120 "${judge[@]}" parity --dtype bfloat16 "${score[@]}"
line "detect" 120 "${judge[@]}" detect "${score[@]}"
line "contrast" 120 "${judge[@]}" contrast "${score[@]}"
line "prefer LoRA" 120 "${judge[@]}" prefer "${score[@]}"

{
    echo "# Check on a card"
    echo
    echo "\`$("$tool" --version)\`, \`--device $device\`, $(date -u +%Y-%m-%d); $(nproc) cores, $(nvidia-smi -L 2>/dev/null | head -n 1 | grep . || echo no card)."
    echo
    echo "| line | result | seconds | what it says |"
    echo "|---|---|---:|---|"
    printf '%s\n' "${rows[@]}"
    echo
    echo "Bounds: \`Scripts/gpu-check/judge.py\`. $failed of ${#rows[@]} lines failed."
} >"$out/gpu-check.md"
rm -rf "$out/work"
echo "page: $out/gpu-check.md"
[ $failed -eq 0 ]

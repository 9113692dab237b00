#!/usr/bin/env bash
# The study of docs/science/smollm2.md: makes questions and prompts of public data in runs/smollm2-data, then runs
# Recipes/smollm2-study.json on them into runs/smollm2-study. Run again after a kill it goes on.
#
#   RETMASK_DATA=~/retmask-data Scripts/smollm2-study.sh          both
#   RETMASK_DATA=~/retmask-data Scripts/smollm2-study.sh --plan   the questions, and how long the rest would take
#
# $RETMASK_DATA is the folder of docs/real-questions.md. $RETMASK_HAYSTACK, a folder with the published needles.jsonl and texts, is for the
# published detection and for natural filler; without it both are left out. $STUDY_SIZE questions are asked a cell (100).
set -euo pipefail
cd "$(dirname "$0")/.."
tool=${TOOL:-.build/release/retmask}
model=${RETMASK_MODELS:-models}/smollm2
data=${STUDY_DATA:-runs/smollm2-data}
out=${STUDY_OUT:-runs/smollm2-study}
size=${STUDY_SIZE:-100}

say() { echo "smollm2-study: $*" >&2; }
fail() {
    say "$*"
    exit 1
}
[ -x "$tool" ] || fail "$tool is not there; run make build first."
[ -f "$model/config.json" ] || fail "$model is not there; run make smollm2 first."
[ -n "${RETMASK_DATA:-}" ] || fail "set RETMASK_DATA to the folder of public files that docs/real-questions.md lists; \
without it there is retmask run --recipe Recipes/smollm2.json, which asks built-in questions."
haystack=${RETMASK_HAYSTACK:-}

# A set is there when its table of hashes is: it is written last.
questions() {
    local name=$1
    shift
    [ -f "$data/$name/sources.json" ] && return
    say "making $name"
    rm -rf "${data:?}/$name"
    Scripts/real-questions.py --model "$model" --tool "$tool" --out "$data/$name" "$@" >"$data/$name.log"
}

mkdir -p "$data"
for split in confirm fresh; do
    questions $split-contexts --split $split --only recall,rag,citation,rerank,icl --lengths 1024,2048,4096 \
        --examples "$size" --per-context 5
    questions $split-controls --split $split --only truthfulqa,mmlu,nll --controls "$size"
    # Answers to these are long.
    questions $split-ifeval --split $split --only ifeval --controls $((size * 2 / 5))
    cat "$data/$split"-*/*.jsonl >"$data/$split.jsonl"
done
questions long-contexts --split confirm --only recall,rag,citation,rerank,icl --lengths 8000 \
    --examples "$size" --per-context 10 --seed 8
cat "$data"/long-contexts/*.jsonl >"$data/long.jsonl"
questions train-prompts --split train-prompts --prompts 640 --prompt-tokens 512
cp "$data/train-prompts/prompts.jsonl" "$data/prompts.jsonl"

python3 - "$data/recipe.json" "$haystack" <<'PYTHON'
import json, os, sys

out, haystack = sys.argv[1:]
with open("Recipes/smollm2-study.json") as file:
    recipe = json.load(file)
kept = []
for part in recipe["detect"]:
    for field in ("filler", "haystack"):
        if part.get(field) == "haystack":
            part[field] = os.path.abspath(haystack) if haystack else None
    if haystack or not ("filler" in part or part.get("mode") == "paper"):
        kept.append(part)
recipe["detect"] = kept
text = json.dumps(recipe, indent=2) + "\n"
if not os.path.exists(out) or open(out).read() != text:
    with open(out, "w") as file:
        file.write(text)
PYTHON
[ -n "$haystack" ] || say "without RETMASK_HAYSTACK there is no published detection, and no natural filler."
exec "$tool" run --recipe "$data/recipe.json" --out "$out" "$@"

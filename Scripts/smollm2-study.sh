#!/usr/bin/env bash
# The study of docs/science/smollm2.md: makes questions and prompts of public data in runs/smollm2-data, then runs
# Recipes/smollm2-study.json on them into runs/smollm2-study. Run again after a kill it goes on.
#
#   RETMASK_DATA=~/retmask-data Scripts/smollm2-study.sh            both
#   RETMASK_DATA=~/retmask-data Scripts/smollm2-study.sh --plan     the questions, and how long the rest would take
#   RETMASK_DATA=~/retmask-data Scripts/smollm2-study.sh fresh 3    the main cell again with that seed and other questions
#
# $RETMASK_DATA is the folder of docs/real-questions.md. $RETMASK_HAYSTACK, a folder with the published needles.jsonl and texts, is for the
# published detection and for natural filler; without it both are left out. $STUDY_SIZE questions are asked a cell (100). Without
# $RETMASK_DATA it is Recipes/smollm2.json, with built-in prompts and questions.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=${TOOL:-.build/release/retmask}
model=${RETMASK_MODELS:-models}/smollm2
data=${STUDY_DATA:-runs/smollm2-data}
size=${STUDY_SIZE:-100}
haystack=${RETMASK_HAYSTACK:-}

say() { echo "smollm2-study: $*" >&2; }
fail() {
    say "$*"
    exit 1
}
part=study seed=
if [ "${1:-}" = fresh ]; then
    [[ ${2:-} =~ ^[0-9]+$ ]] || fail "fresh wants a seed, such as fresh 3."
    part=fresh seed=$2
    shift 2
fi
out=${STUDY_OUT:-runs/smollm2-$part${seed:+-$seed}}
[ -x "$tool" ] || fail "$tool is not there; run make build first."
[ -f "$model/config.json" ] || fail "$model is not there; run make smollm2 first."
if [ -z "${RETMASK_DATA:-}" ]; then
    [ $part = study ] || fail "set RETMASK_DATA to the folder of public files that docs/real-questions.md lists."
    say "RETMASK_DATA names no folder of public files (docs/real-questions.md), so built-in prompts and questions stand in."
    exec "$tool" run --recipe Recipes/smollm2.json --out "$out" "$@"
fi

# A set is there when its table of hashes is: that is written last.
produce() {
    local name=$1
    shift
    [ -f "$data/$name/sources.json" ] && return
    say "making $name"
    rm -rf "${data:?}/$name"
    Scripts/real-questions.py --model "$model" --tool "$tool" --out "$data/$name" "$@" >"$data/$name.log"
}

# split: the long-context categories that a small model can answer, and what general skill is judged by. Contexts of
# 4,096 tokens are shared by ten questions, shorter ones by five; IFEval's answers are long, so there are fewer.
questions() {
    local split=$1
    local long=(--split "$split" --only recall,rag,citation,icl --examples "$size")
    produce "$split-short" "${long[@]}" --lengths 1024,2048 --per-context 5
    produce "$split-long" "${long[@]}" --lengths 4096 --per-context 10
    produce "$split-controls" --split "$split" --only truthfulqa,mmlu,nll --controls "$size"
    produce "$split-ifeval" --split "$split" --only ifeval --controls $((size * 2 / 5))
    cat "$data/$split"-{short,long,controls,ifeval}/*.jsonl >"$data/$split.jsonl"
}

mkdir -p "$data"
produce train-prompts --split train-prompts --prompts 640 --prompt-tokens 512
cp "$data/train-prompts/prompts.jsonl" "$data/prompts.jsonl"
if [ $part = study ]; then
    questions confirm
    produce rerank --split confirm --only rerank --lengths 1024,2048,4096 --examples "$size" --per-context 5
    cat "$data"/rerank/*.jsonl >"$data/rerank.jsonl"
    produce longest --split confirm --only recall,rag,citation,icl --lengths 8000 --examples "$size" --per-context 10 --seed 8
    cat "$data"/longest/*.jsonl >"$data/long.jsonl"
else
    questions fresh
fi

python3 - $part "$data" "$haystack" "$seed" <<'PYTHON'
import json, os, sys

part, data, haystack, seed = sys.argv[1:]
with open(f"Recipes/smollm2-{part}.json") as file:
    recipe = json.load(file)
if seed:
    recipe["seed"] = int(seed)
if isinstance(recipe["detect"], list):
    kept = []
    for variant in recipe["detect"]:
        places = {field: variant[field] for field in ("filler", "haystack") if field in variant}
        if haystack or not places:
            whole = os.path.abspath(haystack)
            kept.append(variant | {field: whole + place.removeprefix("haystack") for field, place in places.items()})
    recipe["detect"] = kept
text = json.dumps(recipe, indent=2) + "\n"
out = os.path.join(data, f"recipe-{part}{seed and '-' + seed}.json")
if not os.path.exists(out) or open(out).read() != text:
    with open(out, "w") as file:
        file.write(text)
PYTHON
[ -n "$haystack" ] || [ $part = fresh ] || say "without RETMASK_HAYSTACK there is no published detection, and no natural filler."
exec "$tool" run --recipe "$data/recipe-$part${seed:+-$seed}.json" --out "$out" "$@"

#!/bin/bash
# Checks that the trees of docs/architecture.md and README.md tell the truth; `--print` writes the
# first one anew, keeping its descriptions and taking missing ones from the files' first comments.
#
# A tree is a fenced block that opens with ```tree: one name a line, two spaces deeper for each
# folder, folders end with /, and a few words after the name:
#
#   Sources/
#     Artifacts/            nouns that travel between the stages
#       HeadID.swift        layer and head of a query head
#     Organism/
#       Model/*             stands for every file below the folder
#
# docs/architecture.md lists every file under Sources and Scripts, each with its words; README.md
# lists at least every folder directly under Sources. Neither may list what does not exist.
set -euo pipefail
cd "$(dirname "$0")/.."

# path<TAB>words of every line of a file's tree blocks
entries() {
    awk '
        /^```tree/ { inside = 1; next }
        /^```/ { inside = 0 }
        inside && NF {
            match($0, /^ */); depth = int(RLENGTH / 2)
            name = $1; words = $0
            sub(/^ *[^ ]+ */, "", words); sub(/ +$/, "", words)
            path = depth ? folder[depth - 1] name : name
            if (name ~ /\/$/) folder[depth] = path
            print path "\t" words
        }' "$1"
}

files() { find Sources Scripts -type f -not -name '.*' -not -path '*/__pycache__/*' | LC_ALL=C sort; }

# the files a list of paths accounts for: itself, and everything below folder/*
covered() {
    while IFS= read -r path; do
        case $path in
            */\*) find "${path%/\*}" -type f 2>/dev/null || true ;;
            */) ;;
            *) printf '%s\n' "$path" ;;
        esac
    done
}

first_comment() {
    sed -nE '1d; s/^# +([^ ].*)/\1/p; s/^ *\/\/\/? +([^ ].*)/\1/p' <(printf '\n'; grep -v '^#!' "$1") |
        head -n 1 | sed -E 's/[.:;] .*//; s/[.:;]$//; s/^(.{70}[^ ]*) .*/\1 …/'
}

print_tree() {
    local known; known=$(entries docs/architecture.md 2>/dev/null || true)
    printf '```tree\n'
    { files; files | while IFS= read -r path; do
        while [[ $path == */* ]]; do path=${path%/*}; printf '%s/\n' "$path"; done
    done; } | LC_ALL=C sort -u | while IFS= read -r path; do
        local bare=${path%/} words
        local slashes=${bare//[^\/]/}
        words=$(awk -F '\t' -v path="$path" '$1 == path { print $2; exit }' <<<"$known")
        [[ -n $words || $path == */ ]] || words=$(first_comment "$path")
        printf '%-40s%s\n' "$(printf '%*s' $((2 * ${#slashes})) '')${bare##*/}${path#"$bare"}" " $words" |
            sed 's/ *$//'
    done
    printf '```\n'
}

if [[ ${1:-} == --print ]]; then print_tree; exit; fi

problems=$(mktemp)
trap 'rm -f "$problems"' EXIT
complain() { # a sentence; the names it is about come on standard input
    local names; names=$(grep . || true)
    [[ -z $names ]] && return
    printf '%s\n' "$1"
    sed 's/^/  /' <<<"$names"
}

for page in docs/architecture.md README.md; do
    if [[ ! -f $page ]]; then complain "missing:" <<<"$page"; continue; fi
    if [[ -z $(entries "$page") ]]; then
        complain 'no block that opens with ```tree:' <<<"$page"
        continue
    fi
    entries "$page" | cut -f 1 | while IFS= read -r path; do
        [[ -e ${path%/\*} ]] || printf '%s\n' "$path"
    done | complain "$page lists what does not exist:"
    entries "$page" | cut -f 1 | LC_ALL=C sort | uniq -d | complain "$page lists twice:"
done >>"$problems"

if [[ -f docs/architecture.md ]]; then
    LC_ALL=C comm -23 <(files) \
        <(entries docs/architecture.md | cut -f 1 | covered | LC_ALL=C sort -u) |
        complain "docs/architecture.md does not list:"
    entries docs/architecture.md | awk -F '\t' '$2 == "" && $1 !~ /\/$/ { print $1 }' |
        complain "docs/architecture.md says nothing about:"
fi >>"$problems"
if [[ -f README.md ]]; then
    LC_ALL=C comm -23 \
        <(find Sources -mindepth 1 -maxdepth 1 -type d | sed 's/$/\//' | LC_ALL=C sort) \
        <(entries README.md | cut -f 1 | sed 's/\*$//' | LC_ALL=C sort -u) |
        complain "README.md does not list:"
fi >>"$problems"

if [[ -s $problems ]]; then cat "$problems" >&2; exit 1; fi
echo "The trees of docs/architecture.md and README.md match the files."

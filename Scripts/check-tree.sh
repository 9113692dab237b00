#!/bin/bash
# Checks that the tree of docs/architecture.md tells the truth about the folders of Sources and
# Scripts, and that every file there says in its first comment what it holds.
#
#     Scripts/check-tree.sh            the check
#     Scripts/check-tree.sh --print    the tree of folders anew, with the words that the page has
#     Scripts/check-tree.sh --long     the whole tree: every file with the first line of its comment
#
# A tree is a fenced block that opens with ```tree: one folder a line, two spaces deeper for each
# level, and a few words after the name:
#
#   Sources/
#     Artifacts/            the nouns that travel between the stages
#       Heads/              heads, their scores, masks and gates
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/architecture.md

# path<TAB>words of every line of the page's tree blocks
entries() {
    awk '
        /^```tree/ { inside = 1; next }
        /^```/ { inside = 0 }
        inside && NF {
            match($0, /^ */); depth = int(RLENGTH / 2)
            name = $1; words = $0
            sub(/^ *[^ ]+ */, "", words); sub(/ +$/, "", words)
            path = depth ? folder[depth - 1] name : name
            folder[depth] = path
            print path "\t" words
        }' "$page"
}

files() { find Sources Scripts -type f -not -name '.*' -not -path '*/__pycache__/*' | LC_ALL=C sort; }
folders() { files | sed 's|/[^/]*$|/|' | while IFS= read -r path; do
    while [[ $path == */* && -n $path ]]; do printf '%s\n' "$path"; path=${path%/}; [[ $path == */* ]] || break; path=${path%/*}/; done
done | LC_ALL=C sort -u; }

# The first comment of a file, to its first stop: of a verb its abstract, of Python its docstring.
# Nothing for files that have none.
words() {
    { sed -nE 's/^ *abstract: "(.*)".*/\1/p' "$1"
      sed -nE '/^(#!|\/\/ swift-tools)/d; s/^(""")([^"]+).*/\2/p; s/^# +([^ ].*)/\1/p; s/^ *\/\/\/? +([^ ].*)/\1/p; s/^ ?\/?\*+ +([^ ].*)/\1/p' "$1"
    } | head -n 1 | sed -E 's/[.:;] .*//; s/[.:;]$//; s/^(.{90}[^ ]*) .*/\1 …/'
}

line() { # path words
    local bare=${1%/}; local slashes=${bare//[^\/]/}
    printf '%-40s %s\n' "$(printf '%*s' $((2 * ${#slashes})) '')${bare##*/}${1#"$bare"}" "$2" | sed 's/ *$//'
}

case ${1:-} in
--print | --long)
    known=$(entries 2>/dev/null || true)
    { folders; [[ $1 == --print ]] || files; } | LC_ALL=C sort -u | while IFS= read -r path; do
        if [[ $path == */ ]]; then
            line "$path" "$(awk -F '\t' -v path="$path" '$1 == path { print $2; exit }' <<<"$known")"
        else
            line "$path" "$(words "$path")"
        fi
    done
    exit ;;
'') ;;
*) echo "check-tree: $1 is not known; give --print, --long or nothing." >&2; exit 2 ;;
esac

problems=$(mktemp)
trap 'rm -f "$problems"' EXIT
complain() { # a sentence; the names it is about come on standard input
    local names; names=$(grep . || true)
    [[ -z $names ]] && return
    printf '%s\n' "$1"
    sed 's/^/  /' <<<"$names"
}

{
    entries | cut -f 1 | LC_ALL=C sort | uniq -d | complain "$page lists twice:"
    LC_ALL=C comm -13 <(folders) <(entries | cut -f 1 | LC_ALL=C sort -u) | complain "$page lists what does not exist:"
    LC_ALL=C comm -23 <(folders) <(entries | cut -f 1 | LC_ALL=C sort -u) | complain "$page does not list:"
    entries | awk -F '\t' '$2 == "" { print $1 }' | complain "$page says nothing about:"
    files | grep -E '\.(swift|c|cpp|h|sh|py)$' | while IFS= read -r path; do
        [[ -n $(words "$path") ]] || printf '%s\n' "$path"
    done | complain "without a comment that says what the file holds:"
} >"$problems"

if [[ -s $problems ]]; then cat "$problems" >&2; exit 1; fi
echo "The tree of $page matches the folders, and every file says what it holds."

#!/usr/bin/env bash
# Writes manual pages and completions of a program into SHARE, laid out as man, bash, zsh and fish look for them.
#
#   Scripts/pack-share.sh PROGRAM SHARE
#   PRODUCTS=DIR Scripts/pack-share.sh PROGRAM SHARE    with the generate-manual that is built in DIR
#
# generate-manual is the argument parser's. Its plugin would build every product for it.
set -euo pipefail
program=$(realpath "${1:?which program?}")
mkdir -p "${2:?into which folder?}"
share=$(realpath "$2")
products=${PRODUCTS:+$(realpath "$PRODUCTS")}
cd "$(dirname "$0")/.."
products=${products:-$(Scripts/build-static.sh)}

# The date of the sources, so that the same sources give the same pages.
day=$(git log -1 --format=%cs -- Package.swift Sources 2>/dev/null || true)
day=${day:-$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%F)}
mkdir -p "$share/man/man1"
"$products/generate-manual" "$program" --multi-page --date "$day" --output-directory "$share/man/man1" >&2

completion() { # shell, file
    mkdir -p "$(dirname "$share/$2")"
    "$program" --generate-completion-script "$1" >"$share/$2"
}
completion bash bash-completion/completions/retmask
completion zsh zsh/site-functions/_retmask
completion fish fish/vendor_completions.d/retmask.fish

#!/usr/bin/env bash
# Builds the program, and what writes its manual pages, with Swift's libraries inside, and prints the folder of both.
#
#   Scripts/build-static.sh    sets up what is missing and builds into .build-static, minutes the first time
#
# As root in a checkout of someone else (`sudo make install`) nothing is built, as files of root's would be left in it: what is
# there is taken if it was made from the sources as they are now.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'build: %s\n' "$*" >&2; }
built=.build-static/built

# Of the sources of program and engine; the toolchain does not count.
stamp() { find Package.swift Package.resolved Sources Scripts/build-engine.sh -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64; }

owner=$(stat -c %U .)
if [ "$(id -u)" -eq 0 ] && [ "$(stat -c %u .)" -ne 0 ]; then
    if [ "$(head -n 1 "$built" 2>/dev/null)" != "$(stamp)" ]; then
        say "what is built is not of these sources, and root would leave its files in the checkout of $owner; run Scripts/build-static.sh as $owner, then this again."
        exit 1
    fi
    tail -n 1 "$built"
    exit
fi

Scripts/setup.sh
say "into .build-static, minutes the first time"
flags=(-c release --static-swift-stdlib --scratch-path .build-static)
# A source that is edited meanwhile must not count as built.
sources=$(stamp)
swift build "${flags[@]}" --product retmask >&2
swift build "${flags[@]}" --product generate-manual >&2
products=$(swift build "${flags[@]}" --show-bin-path)
printf '%s\n' "$sources" "$products" >"$built"
printf '%s\n' "$products"

#!/usr/bin/env bash
# Installs what the build needs and nothing that is there already: Debian packages, libtorch, the engine.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

command -v swift >/dev/null || {
    say "swift is not on the PATH; install Swift 6.1 or newer from swift.org and try again."
    exit 1
}

# ldconfig is not on everyone's PATH.
has_library() { PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -F "$1 " >/dev/null; }

# What each package is for: headers of zlib and Oniguruma, a C++ compiler, Python with pip for libtorch's wheel, and the
# library that asks servers, which is opened when it is needed.
missing=()
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ -e /usr/include/oniguruma.h ] || missing+=(libonig-dev)
command -v g++ >/dev/null || command -v clang++ >/dev/null || missing+=(g++)
command -v python3 >/dev/null || missing+=(python3)
has_library libcurl.so.4 || has_library libcurl-gnutls.so.4 || missing+=(libcurl4)
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        say "this system has no apt-get; install the equivalents of: ${missing[*]}"
        exit 1
    fi
    root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    export DEBIAN_FRONTEND=noninteractive
    "${root[@]}" apt-get update -qq >/dev/null
    "${root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
fi

Scripts/build-engine.sh

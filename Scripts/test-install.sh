#!/usr/bin/env bash
# Tries `make install` and `make wheel`: each into a place of its own, then used with the checkout out of sight.
#
#   Scripts/test-install.sh             both
#   Scripts/test-install.sh install     one of them: install, wheel
#
# The checkout is covered by an empty folder in a mount namespace of the command's own, as root or with user namespaces;
# where there are none, it stays in sight and that is said. zsh, fish, mandoc and groff judge their files where they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
parts=${*:-install wheel}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch"/{empty,home}
failed=0
say() { printf '%s\n' "$*"; }
check() { # what is tried, command...
    local name=$1
    shift
    if "$@" >"$scratch/said" 2>&1; then
        say "held    $name"
    else
        failed=$((failed + 1))
        say "FAILED  $name"
        sed 's/^/        /' "$scratch/said"
    fi
}
# Whether a file has a text; it is shown where it has not.
says() { grep -qF -- "$1" "$2" || { cat "$2" && false; }; }

unshare=(unshare -m)
[ "$(id -u)" -eq 0 ] || unshare=(unshare -r -m)
"${unshare[@]}" true 2>/dev/null || {
    say "no mount namespaces here: the checkout stays in sight"
    unshare=()
}
# A command from / in an environment of its own, without the checkout. TORCH, a folder, is shown as $scratch/torch.
away() {
    local script='cd /; exec env -i HOME="$1/home" PATH="$2" LC_ALL=C.UTF-8 "${@:4}"'
    if [ ${#unshare[@]} -gt 0 ]; then
        script='if [ -d "$1/torch" ]; then mount --bind "$3/.libtorch/torch" "$1/torch"; fi; mount --bind "$1/empty" "$3"; '$script
    fi
    ${unshare[@]+"${unshare[@]}"} bash -c "set -e; $script" away "$scratch" "${path:-/usr/bin:/bin}" "$root" "$@"
}

manuals() { # share
    local page count=0
    for page in "$1"/man/man1/*.1; do
        count=$((count + 1))
        if command -v mandoc >/dev/null; then
            mandoc -T lint -W error "$page" || return 1
        elif command -v groff >/dev/null; then
            # Macro errors are said on standard error.
            groff -mdoc -Tascii -ww "$page" 2>&1 >"$scratch/page" | grep -i error && return 1
            grep -q NAME "$scratch/page" || return 1
        fi
    done
    # One for the tool, one for each verb that --help lists.
    local verbs
    verbs=$("$2" --help | grep -cE '^  [a-z-]+ +[A-Z]')
    [ "$count" -gt "$verbs" ] || { echo "$count pages for $verbs verbs" && false; }
}

completions() { # share
    bash -n "$1/bash-completion/completions/retmask" || return 1
    grep -q '^#compdef retmask' "$1/zsh/site-functions/_retmask" || return 1
    grep -q '^complete -c .retmask' "$1/fish/vendor_completions.d/retmask.fish" || return 1
    ! command -v zsh >/dev/null || zsh -n "$1/zsh/site-functions/_retmask" || return 1
    ! command -v fish >/dev/null || fish -n "$1/fish/vendor_completions.d/retmask.fish"
}

try_install() {
    local stage=$scratch/stage prefix=/opt/tools tool=$scratch/stage/opt/tools/bin/retmask
    make -s install DESTDIR="$stage" PREFIX=$prefix
    check "install: version" away "$tool" --version
    away "$tool" doctor >"$scratch/doctor" || true
    check "install: doctor finds everything" says "everything is in place" "$scratch/doctor"
    check "install: the engine is the installed one" says "$stage$prefix/libexec/retmask/libretmask-engine.so" "$scratch/doctor"
    check "install: doctor names nothing in the checkout" bash -c "! grep -F '$root/' '$scratch/doctor'"
    check "install: detect on the embedded model" away "$tool" detect --model organism --lengths 96 --depths 50 --needles 2 \
        --out "$scratch/home/heads.json"
    check "install: manual pages" manuals "$stage$prefix/share" "$tool"
    check "install: completions" completions "$stage$prefix/share"
    make -s install DESTDIR="$stage" PREFIX=$prefix
    check "install: once more over itself" away "$tool" --version
    make -s uninstall DESTDIR="$stage" PREFIX=$prefix
    check "uninstall: nothing is left" bash -c "! find '$stage' -type f -o -type l -o -name retmask | grep ."
    mkdir -p "$stage$prefix/bin"
    touch "$stage$prefix/bin/retmask"
    check "install: refuses a program of someone else" bash -c "! make -s install DESTDIR='$stage' PREFIX=$prefix"
}

try_wheel() {
    local wheel venv=$scratch/venv sum site
    make -s wheel
    wheel=$(echo .build-static/wheel/*.whl)
    sum=$(sha256sum "$wheel")
    rm -rf .build-static/engine
    make -s wheel
    check "wheel: the same bytes when made again" sha256sum --check --quiet <<<"$sum"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --no-index "$wheel" 2>&1 | grep -v notice || true
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
    local path=$venv/bin:/usr/bin:/bin
    check "wheel: version" away retmask --version
    check "wheel: manual pages" manuals "$venv/share" "$venv/bin/retmask"
    check "wheel: completions" completions "$venv/share"
    away retmask doctor >"$scratch/doctor" 2>&1 || true
    check "wheel: doctor without torch says what to install" says "pip install 'torch>=2.11'" "$scratch/doctor"

    # torch as pip would have put it: the checkout's, mounted or linked beside the package.
    if [ ${#unshare[@]} -gt 0 ]; then mkdir "$scratch/torch"; else ln -s "$root/.libtorch/torch" "$scratch/torch"; fi
    ln -s "$scratch/torch" "$site/torch"
    away retmask doctor >"$scratch/doctor" 2>&1 || true
    check "wheel: doctor finds everything" says "everything is in place" "$scratch/doctor"
    check "wheel: the engine that came with it" says "$site/retmask/lib/libretmask-engine.so" "$scratch/doctor"
    cp Recipes/tiny.json "$scratch/home/"
    check "wheel: the whole loop" away retmask run --recipe "$scratch/home/tiny.json" --out "$scratch/home/run"
    check "wheel: its page" test -s "$scratch/home/run/report.html"

    # Without the engine that comes along, one is built, once.
    rm "$site/retmask/lib/libretmask-engine.so"
    away retmask doctor >"$scratch/doctor" 2>&1 || true
    check "wheel: an engine is built for another torch" says "everything is in place" "$scratch/doctor"
    check "wheel: and kept in the cache" says "engine     $scratch/home/.cache/retmask/engine-" "$scratch/doctor"
    away retmask doctor >"$scratch/doctor" 2>&1 || true
    check "wheel: it is not built twice" bash -c "! grep -q building '$scratch/doctor'"
    rm -r "$scratch/home/.cache"
    away env CXX=none retmask doctor >"$scratch/doctor" 2>&1 || true
    check "wheel: without a compiler it says so" says "there is no C++ compiler" "$scratch/doctor"
}

[ -d .libtorch/torch ] || {
    say "this test wants a libtorch in .libtorch; there is none, as a python3 with torch was found."
    exit 1
}
for part in $parts; do "try_$part"; done
[ $failed -eq 0 ] && say "all held" || exit 1

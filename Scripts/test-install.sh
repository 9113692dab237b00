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
mkdir "$scratch"/{empty,home,tmp}
# What an installation that is killed leaves there goes too.
export TMPDIR=$scratch/tmp
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
# Whether a command fails, and says a text.
refuses() { # text, command...
    local text=$1
    shift
    if "$@" >"$scratch/refused" 2>&1; then cat "$scratch/refused" && false; else says "$text" "$scratch/refused"; fi
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
    # Without its libtorch, and with the checkout's out of sight, the doctor says what has gone.
    if [ ${#unshare[@]} -gt 0 ]; then
        mv "$stage$prefix/libexec/retmask/libtorch" "$scratch/libtorch"
        check "install: doctor without libtorch says so" refuses "is not where it was" away "$tool" doctor
        mv "$scratch/libtorch" "$stage$prefix/libexec/retmask/libtorch"
    fi
    make -s uninstall DESTDIR="$stage" PREFIX=$prefix
    check "uninstall: nothing is left" nothing "$stage"

    # The rest installs what is built now.
    local PRODUCTS
    PRODUCTS=$(Scripts/build-static.sh)
    export PRODUCTS DESTDIR=$stage PREFIX=$prefix
    local others="is not as make install puts it"
    mkdir -p "$stage$prefix/bin" "$stage$prefix/share/man/man1"
    echo mine >"$tool"
    check "install: refuses a program of someone else" refuses "bin/retmask is there and $others" Scripts/install.sh
    rm "$tool"
    echo mine >"$stage$prefix/share/man/man1/retmask.1"
    check "install: refuses a file of someone else" refuses "retmask.1 is there and $others" Scripts/install.sh
    rm "$stage$prefix/share/man/man1/retmask.1"
    check "install: neither leaves anything" nothing "$stage"

    killed "$stage$prefix"
    check "install: killed, nothing can be started" test ! -e "$tool"
    check "install: killed, then removed" Scripts/install.sh --uninstall
    check "install: killed, then removed: nothing is left" nothing "$stage"
    killed "$stage$prefix"
    check "install: killed, then again" Scripts/install.sh
    check "install: killed, then again: version" away "$tool" --version

    rm "$tool"
    echo mine >"$tool"
    echo mine >"$stage$prefix/share/man/man1/retmask.1"
    check "install: refuses a program that took the place of its own" refuses "bin/retmask is there and $others" Scripts/install.sh
    check "uninstall: goes on" Scripts/install.sh --uninstall
    check "uninstall: leaves what is not as installed" bash -c \
        "cd '$stage$prefix' && [ \"\$(find . -type f -o -type l | sort | xargs)\" = './bin/retmask ./share/man/man1/retmask.1' ]"
    rm -r "$stage"

    DESTDIR=$(realpath -m --relative-to=. "$stage")
    check "install: a relative DESTDIR" Scripts/install.sh
    check "install: a relative DESTDIR: version" away "$tool" --version
    check "uninstall: a relative DESTDIR" Scripts/install.sh --uninstall
    check "uninstall: a relative DESTDIR: nothing is left" nothing "$stage"
    unset PRODUCTS DESTDIR PREFIX

    # Neither builds anything.
    if [ ${#unshare[@]} -gt 0 ]; then
        mkdir "$scratch/fixed"
        check "install: says that PREFIX cannot be written to" refuses "fixed is no folder that can be written to" \
            "${unshare[@]}" bash -c 'mount -t tmpfs -o ro none "$1" && PREFIX=$1 Scripts/install.sh' fixed "$scratch/fixed"
    fi
    if [ "$(id -u)" -eq 0 ]; then
        mkdir "$scratch/theirs"
        cp -r Package.swift Package.resolved Scripts Sources "$scratch/theirs/"
        chown -R nobody "$scratch/theirs"
        check "install: root builds nothing in a checkout of someone else" refuses "what is built is not of these sources" \
            "$scratch/theirs/Scripts/build-static.sh"
        mkdir "$scratch/theirs/.build-static"
        cp .build-static/built "$scratch/theirs/.build-static/"
        check "install: root takes what is built there" "$scratch/theirs/Scripts/build-static.sh"
    fi
}

nothing() { ! find "$1" \( -type f -o -type l -o -name retmask \) | grep .; }

# Kills an installation while it copies. It has a group of its own, so that no cp of its goes on.
killed() { # prefix
    setsid Scripts/install.sh >"$scratch/killed" 2>&1 &
    local pid=$!
    until [ -e "$1/libexec/retmask/retmask" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
    kill -9 -- "-$pid" 2>/dev/null || {
        failed=$((failed + 1))
        say "FAILED  the installation ended before the kill"
        cat "$scratch/killed" >&2
    }
    wait $pid 2>/dev/null || true
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
    check "wheel: pip takes it" "$venv/bin/pip" install -q --no-index --disable-pip-version-check "$wheel"
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

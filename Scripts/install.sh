#!/usr/bin/env bash
# Installs the tool where it works from any folder and without the checkout, or removes it.
#
#   PREFIX=~/.local Scripts/install.sh
#   PREFIX=~/.local Scripts/install.sh --uninstall
#
# DESTDIR is put before PREFIX, as packagers want it; links are relative. PRODUCTS: see pack.sh.
#
#   libexec/retmask    program, resources, engine and libraries; `files` there lists all that was installed
#   bin/retmask        a link to the program
#   share              manual pages; completions of bash, zsh and fish
#
# A libtorch in the checkout comes along, its libraries only: the checkout may go. One elsewhere stays where it is.
set -euo pipefail

say() { printf 'install: %s\n' "$*" >&2; }

prefix=${PREFIX:-$HOME/.local}
# A shell that is not bash leaves the tilde of PREFIX=~/.local as it is.
case $prefix in "~" | "~/"*) prefix=$HOME${prefix#"~"} ;; esac
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
target=${DESTDIR:-}$prefix
list=$target/libexec/retmask/files

# Removes what the list of an earlier installation names, and folders of the tool's own that are empty then.
uninstall() {
    local file
    [ -e "$list" ] || return 0
    while IFS= read -r file; do rm -f -- "$target/$file"; done <"$list"
    find "$target/libexec/retmask" -depth -type d -empty -delete
}

if [ "${1:-}" = --uninstall ]; then
    [ -e "$list" ] || {
        say "nothing to remove: there is no $list."
        exit 1
    }
    uninstall
    say "removed from $target"
    exit
fi

if [ ! -e "$list" ] && { [ -e "$target/bin/retmask" ] || [ -L "$target/bin/retmask" ]; }; then
    say "$target/bin/retmask is there and is not from make install (from pip?); remove it or give another PREFIX."
    exit 1
fi
mkdir -p "$target/libexec"

cd "$(dirname "$0")/.."
root=$(pwd -P)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
tool=$stage/libexec/retmask
Scripts/pack.sh "$tool"
Scripts/pack-share.sh "$tool/retmask" "$stage/share"
cp .engine/libretmask-engine.so "$tool/"
mkdir -p "$stage/bin"
ln -s ../libexec/retmask/retmask "$stage/bin/retmask"

# Links, so that libtorch is not copied twice. The engine looks into libtorch/torch/lib beside itself first.
libraries=$(ldd .engine/libretmask-engine.so | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | xargs -r -d '\n' realpath)
torch=$(grep '/libtorch_cpu\.so$' <<<"$libraries" || true)
[ -n "$torch" ] || {
    say "the engine does not find the libtorch it was built for; run make setup."
    exit 1
}
torch=${torch%/lib/*}
case $torch/ in
"$root"/*)
    # A CUDA build opens more of its libraries when it needs them.
    if grep -q '/libtorch_cuda\.so$' <<<"$libraries"; then
        libraries+=$'\n'$(find "$torch/lib" "${torch%/*}/nvidia" -name '*.so*' 2>/dev/null || true)
    fi
    while IFS= read -r library; do
        case $library in
        "$torch"/*) place=torch/${library#"$torch"/} ;;
        "$root"/*) place=${library#"${torch%/*}"/} ;;
        *) continue ;;
        esac
        mkdir -p "$(dirname "$tool/libtorch/$place")"
        ln -sf "$library" "$tool/libtorch/$place"
    done <<<"$libraries"
    say "libtorch lies in the checkout, so its libraries come along ($(du -shL "$tool/libtorch" | cut -f 1)); one that LIBTORCH names elsewhere would stay there."
    ;;
*) say "libtorch stays at $torch; the engine needs it there." ;;
esac

uninstall
(cd "$stage" && find . -type f -o -type l) | sed 's,^\./,,' | LC_ALL=C sort >"$stage.files"
while IFS= read -r file; do
    if [ "$file" = bin/retmask ]; then
        mkdir -p "$target/bin"
        cp -P "$stage/$file" "$target/$file"
    else
        mode=644
        [ ! -x "$stage/$file" ] || mode=755
        install -D -m $mode "$stage/$file" "$target/$file"
    fi
done <"$stage.files"
{
    cat "$stage.files"
    echo libexec/retmask/files
} >"$list"
rm -f "$stage.files"

say "$prefix/bin/retmask is there."
case :$PATH: in
*:"$prefix/bin":*) ;;
*) say "$prefix/bin is not on your PATH." ;;
esac

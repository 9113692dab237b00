#!/usr/bin/env bash
# Installs the tool where it works from any folder and without the checkout, or removes it.
#
#   PREFIX=~/.local Scripts/install.sh
#   PREFIX=~/.local Scripts/install.sh --uninstall
#
# DESTDIR is put before PREFIX, as packagers want it; links are relative. PRODUCTS: see pack.sh; nothing is set up then.
#
#   libexec/retmask    program, resources, engine and libraries; `files` there lists all that was installed
#   bin/retmask        a link to the program
#   share              manual pages; completions of bash, zsh and fish
#
# The list has a line for each path: the SHA-256 of a file in share, else "-", and the path. It is there, with what was and what
# comes, before anything is changed, so that after a kill or on a full disk the next call knows what is its own. Files that the
# list does not have, or that are not as it says, belong to someone else: they are neither replaced nor removed.
#
# A libtorch in the checkout comes along, its libraries only: the checkout may go. One elsewhere stays where it is.
set -euo pipefail

say() { printf 'install: %s\n' "$*" >&2; }

prefix=${PREFIX:-$HOME/.local}
# A shell that is not bash leaves the tilde of PREFIX=~/.local as it is.
case $prefix in "~" | "~/"*) prefix=$HOME${prefix#"~"} ;; esac
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
destination=${DESTDIR:-}
case $destination in "" | /*) ;; *) destination=$PWD/$destination ;; esac
target=$destination$prefix
home=$target/libexec/retmask
list=$home/files
link=../libexec/retmask/retmask

there() { [ -e "$1" ] || [ -L "$1" ]; }
sum() { sha256sum <"$1" | cut -c 1-64; }

# Whether what stands at a path is what an installation put there.
own() {
    case /$1/ in */../*) return 1 ;; esac
    case $1 in
    bin/retmask) [ "$(readlink "$target/$1")" = "$link" ] ;;
    libexec/retmask/*) grep -qxF -- "- $1" "$list" 2>/dev/null ;;
    share/*) [ -f "$target/$1" ] && grep -qxF -- "$(sum "$target/$1") $1" "$list" 2>/dev/null ;;
    *) return 1 ;;
    esac
}

# Removes paths that stand on standard input, as they stand in a list.
remove() {
    local hash file
    while read -r hash file; do
        if ! there "$target/$file"; then
            continue
        elif own "$file"; then
            rm -f -- "$target/$file"
        else
            say "$target/$file is not as it was installed, so it stays."
        fi
    done
}

# Writes standard input to the list, which is never half a list.
keep() {
    cat >"$home/part"
    chmod 644 "$home/part"
    mv -fT "$home/part" "$list"
}

if [ "${1:-}" = --uninstall ]; then
    [ -e "$list" ] || {
        say "nothing to remove: there is no $list."
        exit 1
    }
    # The link first and the list last: what a kill leaves can still be removed.
    { grep ' bin/retmask$' "$list" || true; grep -v ' bin/retmask$' "$list" || true; } | remove
    rm -f -- "$home/part" "$list"
    find "$home" -depth -type d -empty -delete
    say "removed from $target"
    exit
fi

# What would stop it after minutes of building.
foreign() {
    say "$target/$1 is there and is not as make install puts it${2:-}; remove it or give another PREFIX."
    exit 1
}
if there "$target/bin/retmask" && ! own bin/retmask; then foreign bin/retmask " (from pip?)"; fi
for folder in bin libexec/retmask share; do
    folder=$target/$folder
    until there "$folder"; do folder=$(dirname "$folder"); done
    [ -d "$folder" ] && [ -w "$folder" ] || {
        say "$folder is no folder that can be written to; give another PREFIX, or run this as someone who may."
        exit 1
    }
done

products=${PRODUCTS:+$(realpath "$PRODUCTS")}
cd "$(dirname "$0")/.."
root=$(pwd -P)
products=${products:-$(Scripts/build-static.sh)}
export PRODUCTS=$products

work=$(mktemp -d)
begun=
finish() {
    rm -rf "$work"
    [ -z "$begun" ] || say "it stopped half-way; make install again goes on, make uninstall removes what is there."
}
trap finish EXIT
stage=$work/stage
tool=$stage/libexec/retmask
Scripts/pack.sh "$tool"
Scripts/pack-share.sh "$tool/retmask" "$stage/share"
cp .engine/libretmask-engine.so "$tool/"

# Libraries by the names by which the loader asks for them: folders without links, names as they are.
named() { while IFS= read -r file; do printf '%s/%s\n' "$(realpath "$(dirname "$file")")" "$(basename "$file")"; done; }
libraries=$({ ldd .engine/libretmask-engine.so || true; } | sed -nE 's/^[[:space:]]*([^ ]+) => (\/.*) \(0x[0-9a-f]+\)$/\2/p' | named)
torch=$(grep -m 1 '/libtorch_cpu\.so$' <<<"$libraries" || true)
[ -n "$torch" ] || {
    say "the engine does not find the libtorch it was built for; run make setup."
    exit 1
}
torch=${torch%/lib/*}
# Where in libexec/retmask a library goes and, behind a tab, where it is; not staged, so that libtorch is not copied twice.
touch "$work/libraries"
case $torch/ in
"$root"/*)
    # A CUDA build opens more of its libraries when it needs them.
    if grep -q '/libtorch_cuda\.so$' <<<"$libraries"; then
        libraries+=$'\n'$({ find "$torch/lib" "${torch%/*}/nvidia" -name '*.so*' 2>/dev/null || true; } | named)
    fi
    declare -A placed=()
    while IFS= read -r library; do
        # The engine looks into libtorch/torch/lib beside itself first, and so do libtorch's libraries.
        case $library in
        "$torch"/*) place=torch/${library#"$torch"/} ;;
        "${torch%/*}"/nvidia/*) place=${library#"${torch%/*}"/} ;;
        "$root"/*) place=torch/lib/${library##*/} ;;
        *) continue ;;
        esac
        place=libtorch/$place
        # One file under several names is copied once.
        file=$(realpath "$library")
        if [ -L "$tool/$place" ] || [ "${placed[$file]:-}" = "$place" ]; then
            continue
        elif [ -n "${placed[$file]:-}" ]; then
            mkdir -p "$(dirname "$tool/$place")"
            ln -s "$(realpath -ms --relative-to="$tool/$(dirname "$place")" "$tool/${placed[$file]}")" "$tool/$place"
        else
            placed[$file]=$place
            printf '%s\t%s\n' "$place" "$file" >>"$work/libraries"
        fi
    done <<<"$libraries"
    size=$(cut -f 2 "$work/libraries" | tr '\n' '\0' | du -ch --files0-from=- | tail -n 1 | cut -f 1)
    say "libtorch lies in the checkout, so its libraries come along ($size); one that LIBTORCH names elsewhere would stay there."
    ;;
*) say "libtorch stays at $torch; the engine needs it there." ;;
esac

{
    (cd "$stage" && find . -type f -o -type l) | sed 's,^\./,,'
    sed 's,^\([^\t]*\)\t.*,libexec/retmask/\1,' "$work/libraries"
    echo bin/retmask
} | LC_ALL=C sort | while IFS= read -r file; do
    case $file in share/*) hash=$(sum "$stage/$file") ;; *) hash=- ;; esac
    printf '%s %s\n' "$hash" "$file"
done >"$work/files"
while read -r _ file; do
    if there "$target/$file" && ! own "$file"; then foreign "$file"; fi
done <"$work/files"

mkdir -p "$home"
if [ -e "$list" ]; then cp "$list" "$work/before"; else touch "$work/before"; fi
begun=1
LC_ALL=C sort -u "$work/before" "$work/files" | keep
# While program, engine and libraries are of two installations, nobody shall start them.
rm -f "$target/bin/retmask"
put() { # mode, file, path
    mkdir -p "$(dirname "$target/$3")"
    install -m "$1" "$2" "$home/part"
    mv -fT "$home/part" "$target/$3"
}
while read -r _ file; do
    if [ "$file" = bin/retmask ]; then
        continue
    elif [ -L "$stage/$file" ]; then
        mkdir -p "$(dirname "$target/$file")"
        ln -sfT "$(readlink "$stage/$file")" "$target/$file"
    elif [ -e "$stage/$file" ]; then
        mode=644
        [ ! -x "$stage/$file" ] || mode=755
        put $mode "$stage/$file" "$file"
    fi
done <"$work/files"
while IFS=$'\t' read -r place library; do put 644 "$library" "libexec/retmask/$place"; done <"$work/libraries"
cut -d ' ' -f 2- "$work/files" >"$work/paths"
while read -r hash file; do grep -qxF -- "$file" "$work/paths" || printf '%s %s\n' "$hash" "$file"; done <"$work/before" | remove
find "$home" -depth -type d -empty -delete
mkdir -p "$target/bin"
ln -sT "$link" "$target/bin/retmask"
keep <"$work/files"
begun=

say "$prefix/bin/retmask is there."
case :$PATH: in
*:"$prefix/bin":*) ;;
*) say "$prefix/bin is not on your PATH." ;;
esac

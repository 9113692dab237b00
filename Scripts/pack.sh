#!/usr/bin/env bash
# Puts the program into FOLDER, where it runs without the checkout and without Swift.
#
#   Scripts/pack.sh FOLDER                 builds with Swift's libraries inside (build-static.sh)
#   PRODUCTS=DIR Scripts/pack.sh FOLDER    takes what is built in DIR; where that wants Swift's libraries, they come along
#
# With it go its resources and the libraries that `ldd` names. They lie beside the program, which looks there ($ORIGIN).
set -euo pipefail
mkdir -p "${1:?into which folder?}"
folder=$(realpath "$1")
products=${PRODUCTS:+$(realpath "$PRODUCTS")}
cd "$(dirname "$0")/.."
products=${products:-$(Scripts/build-static.sh)}

rm -rf "$folder"/retmask_*.resources
install -m 755 "$products/retmask" "$folder/retmask"
strip "$folder/retmask"
# Those that the program names: a build folder keeps what targets had once.
bundles=$(grep -aoE 'retmask_[A-Za-z0-9_]+\.resources' "$products/retmask" | LC_ALL=C sort -u || true)
for bundle in $bundles; do cp -r "$products/$bundle" "$folder/"; done
# Not those of glibc: they belong to the machine's own loader. Nor libstdc++ and libgcc, which torch brings or finds there.
own='/(libc|libm|libdl|libpthread|librt|libresolv|ld-linux[^/]*|libstdc\+\+|libgcc_s)\.so'
ldd "$products/retmask" | sed -nE 's/^[[:space:]]*([^ ]+) => (\/.*) \(0x[0-9a-f]+\)$/\2/p' | { grep -vE "$own" || true; } |
    while read -r library; do install -m 644 "$library" "$folder/"; done

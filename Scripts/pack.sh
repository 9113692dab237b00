#!/usr/bin/env bash
# Puts the program into FOLDER, where it runs without the checkout and without Swift.
#
#   Scripts/pack.sh FOLDER                 builds with Swift's libraries inside, in .build-static (minutes the first time)
#   PRODUCTS=DIR Scripts/pack.sh FOLDER    takes what is built in DIR; where that wants Swift's libraries, they come along
#
# With it go its resources and the libraries that `ldd` names. They lie beside the program, which looks there ($ORIGIN).
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:?into which folder?}
products=${PRODUCTS:-}
if [ -z "$products" ]; then
    flags=(-c release --static-swift-stdlib --scratch-path .build-static)
    printf 'pack: building (into .build-static, minutes the first time)\n' >&2
    swift build "${flags[@]}" --product retmask >&2
    products=$(swift build "${flags[@]}" --show-bin-path)
fi

mkdir -p "$folder"
install -m 755 "$products/retmask" "$folder/retmask"
strip "$folder/retmask"
cp -r "$products"/retmask_*.resources "$folder/"
# Not those of glibc: they belong to the machine's own loader. Nor libstdc++ and libgcc, which torch brings or finds there.
own='/(libc|libm|libdl|libpthread|librt|libresolv|ld-linux[^/]*|libstdc\\+\\+|libgcc_s)\\.so'
ldd "$products/retmask" | awk -v own="$own" '$2 == "=>" && $3 ~ /^\// && $3 !~ own { print $3 }' |
    while read -r library; do install -m 644 "$library" "$folder/"; done

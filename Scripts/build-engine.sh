#!/usr/bin/env bash
# Finds libtorch (installs it into .libtorch when there is none) and builds the engine against it.
#
# Looks in this order: $LIBTORCH (a folder with include/ and lib/), the torch of python3, .libtorch.
# The result is .engine/libretmask-engine.so; nothing is done when it is up to date. Needs only
# bash, a C++20 compiler ($CXX, g++ or clang++) and, where libtorch is not there, python3 with pip.
#
# For an engine that goes elsewhere: ENGINE_FOLDER takes the place of .engine, ENGINE_RPATH says where libtorch's libraries
# will be, and ENGINE_DEVICES=cpu leaves CUDA out of a libtorch that has it.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.13.0
say() { printf 'setup: %s\n' "$*" >&2; }

python_torch() {
    python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true
}

# The names of libraries that a library needs and the loader does not find.
missing() { ldd "$1" 2>/dev/null | awk '/not found/ { print $1 }' | sort -u | tr '\n' ' '; }

# A CUDA build's CPU library needs CUDA's runtime and profiling interface, on machines without a GPU too; the other 2 GB of
# NVIDIA's packages only CUDA itself does.
add_cuda_runtime() {
    [ -n "$(missing .libtorch/torch/lib/libtorch_cpu.so)" ] || return 0
    local wanted
    wanted=$(sed -nE 's/^Requires-Dist: (nvidia-cuda-(runtime|cupti)[^; ]*==[^; ]*).*/\1/p
        s/^Requires-Dist: cuda-toolkit\[[^]]*\](==[^; ]*).*/cuda-toolkit[cudart,cupti]\1/p' .libtorch/torch-*.dist-info/METADATA)
    [ -n "$wanted" ] || return 0
    say "adding $(echo $wanted)"
    python3 -m pip install -q --target .libtorch $wanted
}

find_libtorch() {
    if [ -n "${LIBTORCH:-}" ]; then
        [ -e "$LIBTORCH/include/ATen/core/Tensor.h" ] || {
            say "LIBTORCH is $LIBTORCH, but there is no include/ATen/core/Tensor.h in it."
            exit 1
        }
        echo "$LIBTORCH"
        return
    fi
    local found
    found=$(python_torch)
    if [ -n "$found" ]; then
        echo "$found"
        return
    fi
    if [ ! -e ".libtorch/complete-$version" ]; then
        say "installing libtorch $version into .libtorch (once)"
        rm -rf .libtorch
        # The CPU build where the index offers one; libtorch needs none of torch's Python packages.
        python3 -m pip install -q --no-deps --target .libtorch "torch==$version+cpu" 2>/dev/null ||
            python3 -m pip install -q --no-deps --target .libtorch "torch==$version" || {
            say "pip cannot install torch $version; set LIBTORCH to a folder of libtorch 2.11 or newer."
            exit 1
        }
        add_cuda_runtime
        touch ".libtorch/complete-$version"
    fi
    echo "$PWD/.libtorch/torch"
}

# One build at a time: installations and builds of two calls would tread on each other.
engine=${ENGINE_FOLDER:-.engine}
mkdir -p "$engine"
if command -v flock >/dev/null; then
    exec 9>"$engine/lock"
    flock 9
fi

torch=$(find_libtorch)
if [ -n "${CXX:-}" ]; then
    compiler=$CXX
elif command -v g++ >/dev/null; then
    compiler=g++
else
    compiler=clang++
fi

# A CUDA build registers its kernels when its library is loaded, though no symbol of it is used. Without NVIDIA's libraries
# it cannot be loaded, and the engine with it.
libraries=(-ltorch_cpu -lc10)
lacking=
if [ -e "$torch/lib/libtorch_cuda.so" ] && [ "${ENGINE_DEVICES:-}" != cpu ]; then
    lacking=$(missing "$torch/lib/libtorch_cuda.so")
    [ -n "$lacking" ] || libraries+=(-ltorch_cuda -lc10_cuda)
fi

# First beside the engine, where make install puts a libtorch that comes along.
rpath=${ENGINE_RPATH:-"\$ORIGIN/libtorch/torch/lib:$torch/lib"}

# Built again only when a source, the compiler or libtorch changes, or when NVIDIA's libraries come or go.
sources=(Sources/CTorch/Engine/*.cpp Sources/CTorch/Engine/*/*.cpp)
stamp=$(cat Sources/CTorch/include/*.h Sources/CTorch/Engine/*.* Sources/CTorch/Engine/*/* Scripts/build-engine.sh | sha256sum | cut -c1-64)
stamp="$stamp $compiler $torch $(stat -c %Y "$torch/lib/libtorch_cpu.so") ${libraries[*]} $rpath"
if [ -e "$engine/libretmask-engine.so" ] && [ "$(cat "$engine/stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

say "building the engine against $torch with $compiler"
[ -z "$lacking" ] ||
    say "this libtorch is built for CUDA, but there is no ${lacking% }: the engine is for the CPU only. For a card install NVIDIA's packages ('pip install torch' of the same version without --no-deps), then run make setup again."
flags=(-O2 -std=c++20 -fPIC -fvisibility=hidden -w -Wno-psabi -ffile-prefix-map="$torch"=libtorch -I"$torch/include" -I"$torch/include/torch/csrc/api/include")
# torch's parallel loops are pragmas in its headers. g++ means the OpenMP that libtorch brings; clang would add its own
# beside it, so there the loops of the engine stay on one core.
"$compiler" --version | grep -qi clang || flags+=(-fopenmp)
scratch=$(mktemp -d "$engine/objects.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
objects=()
jobs=()
for source in "${sources[@]}"; do
    object=$scratch/$(basename "$source" .cpp).o
    objects+=("$object")
    "$compiler" "${flags[@]}" -c "$source" -o "$object" &
    jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done
"$compiler" -shared "${objects[@]}" -L"$torch/lib" -Wl,--no-as-needed "${libraries[@]}" \
    -Wl,-rpath,"$rpath" -o "$scratch/libretmask-engine.so"
lacking=$(LD_LIBRARY_PATH=$torch/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} missing "$scratch/libretmask-engine.so")
[ -z "$lacking" ] || {
    say "the engine cannot be loaded: the libtorch at $torch needs ${lacking% }, which is not there. For pip's wheels that is 'pip install' without --no-deps."
    exit 1
}
mv "$scratch/libretmask-engine.so" "$engine/libretmask-engine.so"
echo "$stamp" >"$engine/stamp"

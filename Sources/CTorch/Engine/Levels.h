// The same function for CPUs with vectors of 16, 8 and 4 numbers.
#pragma once

#include "Tiles.h"

namespace tiles {

#if defined(__x86_64__)
#define RETMASK_TARGET(list) __attribute__((target(list)))
#else
#define RETMASK_TARGET(list)
#endif

template <class Unit, class... Arguments>
RETMASK_TARGET("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")
void widest(Arguments... arguments) {
    Unit::template run<Vectors<16, 4>>(arguments...);
}

template <class Unit, class... Arguments>
RETMASK_TARGET("avx2,fma")
void middle(Arguments... arguments) {
    Unit::template run<Vectors<8, 2>>(arguments...);
}

template <class Unit, class... Arguments>
void narrowest(Arguments... arguments) {
    Unit::template run<Vectors<4, 2>>(arguments...);
}

// `Unit::run<Vectors>` for the machine at hand.
template <class Unit, class... Arguments>
auto level() -> void (*)(Arguments...) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return &widest<Unit, Arguments...>;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &middle<Unit, Arguments...>;
#endif
    return &narrowest<Unit, Arguments...>;
}

}  // namespace tiles

// Dispatch by the vectors of the CPU, of 16, 8 or 4 numbers: one choice for every kernel of this folder.
#pragma once

#include "Tiles.h"

namespace tiles {

// Numbered as CTorchLevel. The narrowest is what every CPU of its kind has: SSE2 on x86-64.
enum class Level : int32_t { narrowest, middle, widest };

// The widest that this CPU and its operating system have.
Level highest();

// The level of kernels called by this thread: its own choice, else that of the process.
Level current();

// For the process; never above `highest()`.
void choose(Level level);

// For this thread as long as it lives. Kernels choose before they share their work among threads.
class Choice {
public:
    explicit Choice(Level level);
    ~Choice();
    Choice(const Choice &) = delete;
    Choice &operator=(const Choice &) = delete;

private:
    int32_t before;
};

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

// `Unit::run<Vectors>` at the current level.
template <class Unit, class... Arguments>
auto dispatch() -> void (*)(Arguments...) {
    switch (current()) {
    case Level::widest: return &widest<Unit, Arguments...>;
    case Level::middle: return &middle<Unit, Arguments...>;
    case Level::narrowest: return &narrowest<Unit, Arguments...>;
    }
    return &narrowest<Unit, Arguments...>;
}

}  // namespace tiles

#include "CpuDispatch.h"

#include <algorithm>
#include <atomic>

namespace tiles {
namespace {

std::atomic<Level> chosen{highest()};

constexpr int32_t none = -1;
thread_local int32_t own = none;

}  // namespace

Level highest() {
#if defined(__x86_64__)
    // The compiler's run-time support asks the CPU, and the operating system whether it keeps the registers.
    __builtin_cpu_init();
    const bool hasMiddle = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (hasMiddle && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return Level::widest;
    if (hasMiddle) return Level::middle;
#endif
    return Level::narrowest;
}

Level current() { return own == none ? chosen.load(std::memory_order_relaxed) : static_cast<Level>(own); }

void choose(Level level) { chosen = std::min(level, highest()); }

Choice::Choice(Level level) : before(own) { own = static_cast<int32_t>(std::min(level, highest())); }
Choice::~Choice() { own = before; }

}  // namespace tiles

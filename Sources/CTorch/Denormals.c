#include "CTorch.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Results (bit 15) and operands (bit 6) of SSE and AVX operations.
static const unsigned FLUSH = 0x8040;

bool ctorch_flush_denormals(bool flush) {
    unsigned before = _mm_getcsr();
    _mm_setcsr(flush ? before | FLUSH : before & ~FLUSH);
    return (before & FLUSH) == FLUSH;
}
#else
bool ctorch_flush_denormals(bool flush) {
    (void)flush;
    return false;
}
#endif

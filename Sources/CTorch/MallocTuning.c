// How long the C library keeps freed memory, which training makes and drops at every step.
#include "CTorch.h"

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>

void ctorch_keep_freed_memory(void) {
    if (getenv("MALLOC_TRIM_THRESHOLD_") || getenv("MALLOC_MMAP_THRESHOLD_") || getenv("GLIBC_TUNABLES")) return;
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 64 << 20);
}

void ctorch_release_freed_memory(void) { malloc_trim(0); }
#else
void ctorch_keep_freed_memory(void) {}

void ctorch_release_freed_memory(void) {}
#endif

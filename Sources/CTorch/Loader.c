#include "CTorch.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Spinning of threads of libtorch's parallel loops before they sleep, unless the environment sets it: about a tenth of a
// millisecond, the longest gap between the loops of a step. OpenMP's own 300000 turns are ten milliseconds, and a thread that spins while
// the one it waits for has no core takes its time away: beside busy processes (load 13 on two cores) 32 tokens of the organism
// took 1800 ms with 300000 turns, 75 with 3000, 24 asleep; alone 14, 15 and 25, and with eight rows 38, 38 and 167
// [medians of 7 and 15 alternating rounds on an AMD EPYC].
static void limit_spinning(void) {
    if (!getenv("OMP_WAIT_POLICY")) setenv("GOMP_SPINCOUNT", "3000", 0);
}

// Opened once and never closed: libtorch does not survive being unloaded.
const CTorchEngine *ctorch_load(const char *path, char **message) {
    char text[2048];
    *message = NULL;
    // Read when OpenMP's library is loaded, which is now.
    limit_spinning();
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        *message = strdup(dlerror());
        return NULL;
    }
    const CTorchEngine *(*table)(void) = (const CTorchEngine *(*)(void))dlsym(library, "retmask_engine");
    if (!table) {
        snprintf(text, sizeof text, "%s is not an engine of this tool", path);
        *message = strdup(text);
        return NULL;
    }
    const CTorchEngine *engine = table();
    if (engine->version != CTORCH_VERSION) {
        snprintf(text, sizeof text, "%s has interface version %d but %d is needed; run make setup",
                 path, engine->version, CTORCH_VERSION);
        *message = strdup(text);
        return NULL;
    }
    return engine;
}

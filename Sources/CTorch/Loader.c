#include "CTorch.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

// Opened once and never closed: libtorch does not survive being unloaded.
const CTorchEngine *ctorch_load(const char *path, char **message) {
    char text[2048];
    *message = NULL;
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

#include "Threads.h"

#include <dlfcn.h>

namespace threads {
namespace {

// Functions of libraries that libtorch brings, if it does; the engine is opened for all to see, and they with it.
template <class Function>
Function *found(const char *name) { return reinterpret_cast<Function *>(dlsym(RTLD_DEFAULT, name)); }

int setLocal(int count) {
    static const auto set = found<int(int)>("MKL_Set_Num_Threads_Local");
    return set ? set(count) : 0;
}

}  // namespace

void setTeam(int32_t count) {
    static const auto set = found<void(int)>("omp_set_num_threads");
    if (set) set(count);
}

SerialProducts::SerialProducts() : before(setLocal(1)) {}
SerialProducts::~SerialProducts() { setLocal(before); }

}  // namespace threads

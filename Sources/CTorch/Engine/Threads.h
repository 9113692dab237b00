// The number of threads of single operators.
#pragma once

#include <cstdint>

namespace threads {

// Of the parallel loops that this thread starts, libtorch's, oneDNN's and the engine's own. Unlike at::set_num_threads it
// leaves MKL's number alone, whose products have other last bits with another one.
void setTeam(int32_t count);

// MKL's products on one thread as long as it lives; nothing where libtorch has no MKL.
class SerialProducts {
public:
    SerialProducts();
    ~SerialProducts();
    SerialProducts(const SerialProducts &) = delete;
    SerialProducts &operator=(const SerialProducts &) = delete;

private:
    int before;
};

}  // namespace threads

// Shared by the engine's files: owned handles and errors as text.
#pragma once

#include "../include/CTorch.h"

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstring>
#include <exception>
#include <string>

struct CTorchTensor {
    at::Tensor value;
};

namespace boundary {

inline CTorchTensor *own(at::Tensor tensor) { return new CTorchTensor{std::move(tensor)}; }

inline char *text(const std::string &value) { return strdup(value.c_str()); }

// Runs `body`; its exceptions become text. C++ exceptions must never reach Swift.
template <typename Body>
int guarded(char **message, Body body) {
    try {
        body();
        return 0;
    } catch (const c10::Error &error) {
        *message = text(error.what_without_backtrace());
    } catch (const std::exception &error) {
        *message = text(error.what());
    } catch (...) {
        *message = text("an unknown C++ exception");
    }
    return 1;
}

}  // namespace boundary

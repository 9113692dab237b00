// The steps between the products of a layer, each in one pass over memory, forward and backward: operators
// of our own.
//
// libtorch composes them of five or six operators that read and write everything again. float32 on the CPU; all else goes
// to libtorch's operators. Work is cut at places that do not depend on the number of threads.
#pragma once

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "../CpuDispatch.h"

namespace pointwise {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

inline bool isPlain(const Tensor &x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.numel() > 0; }

inline bool records(std::initializer_list<Tensor> list) {
    if (!at::GradMode::is_enabled()) return false;
    for (const Tensor &x : list)
        if (x.requires_grad()) return true;
    return false;
}

// Rows of `width` numbers for one thread at a time.
template <class Work>
void rows(int64_t count, int64_t width, const Work &work) {
    at::parallel_for(0, count, std::max<int64_t>(1, 16384 / width), work);
}

}  // namespace pointwise

// The table of functions, and those that are not operators: memory, gradients, the library itself.
#include "CpuDispatch.h"
#include "Operators.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/headeronly/version.h>

#include <memory>

struct CTorchGuard {
    std::unique_ptr<c10::AutoGradMode> gradients;
    std::unique_ptr<c10::InferenceMode> inference;
    std::unique_ptr<tiles::Choice> level;
};

namespace {

int32_t rank(const CTorchTensor *tensor) { return static_cast<int32_t>(tensor->value.dim()); }

void shape(const CTorchTensor *tensor, int64_t *sizes) {
    for (int64_t i = 0; i < tensor->value.dim(); i++) sizes[i] = tensor->value.size(i);
}

void strides(const CTorchTensor *tensor, int64_t *strides) {
    for (int64_t i = 0; i < tensor->value.dim(); i++) strides[i] = tensor->value.stride(i);
}

int32_t deviceOf(const CTorchTensor *tensor) {
    return tensor->value.is_cuda() ? tensor->value.get_device() : -1;
}

int fromMemory(void *memory, const int64_t *sizes, int32_t rank, int32_t type, void (*release)(void *),
               void *context, CTorchTensor **result, char **message) {
    return boundary::guarded(message, [&] {
        auto deleter = [release, context](void *) { if (release) release(context); };
        *result = boundary::own(at::from_blob(
            memory, at::IntArrayRef(sizes, rank), deleter,
            at::TensorOptions().dtype(static_cast<at::ScalarType>(type))));
    });
}

int setRequiresGrad(CTorchTensor *tensor, bool value, char **message) {
    return boundary::guarded(message, [&] { tensor->value.set_requires_grad(value); });
}

CTorchTensor *gradient(const CTorchTensor *tensor) {
    const at::Tensor &grad = tensor->value.grad();
    return grad.defined() ? boundary::own(grad) : nullptr;
}

int backward(CTorchTensor *tensor, char **message) {
    return boundary::guarded(message, [&] { tensor->value.backward(); });
}

int gradients(CTorchTensor *of, CTorchTensor *const *inputs, int32_t count, CTorchTensor **results,
              char **message) {
    return boundary::guarded(message, [&] {
        torch::autograd::variable_list list;
        for (int32_t i = 0; i < count; i++) list.push_back(inputs[i]->value);
        auto found = torch::autograd::grad({of->value}, list, {}, false, false, true);
        for (int32_t i = 0; i < count; i++)
            results[i] = found[i].defined() ? boundary::own(found[i]) : nullptr;
    });
}

CTorchGuard *enterGradientMode(bool enabled) {
    return new CTorchGuard{std::make_unique<c10::AutoGradMode>(enabled), nullptr, nullptr};
}

CTorchGuard *enterInferenceMode() {
    return new CTorchGuard{nullptr, std::make_unique<c10::InferenceMode>(true), nullptr};
}

CTorchGuard *enterLevel(int32_t level) {
    return new CTorchGuard{nullptr, nullptr, std::make_unique<tiles::Choice>(static_cast<tiles::Level>(level))};
}

const CTorchEngine table = {
    CTORCH_VERSION,
    operators::find,
    operators::call,
    [](CTorchTensor *tensor) { delete tensor; },
    rank,
    shape,
    strides,
    [](const CTorchTensor *tensor) { return static_cast<int32_t>(tensor->value.scalar_type()); },
    deviceOf,
    [](const CTorchTensor *tensor) { return tensor->value.data_ptr(); },
    fromMemory,
    setRequiresGrad,
    [](const CTorchTensor *tensor) { return tensor->value.requires_grad(); },
    gradient,
    [](CTorchTensor *tensor) { tensor->value.mutable_grad().reset(); },
    backward,
    gradients,
    enterGradientMode,
    enterInferenceMode,
    [](CTorchGuard *guard) { delete guard; },
    operators::make_generator,
    operators::free_generator,
    []() -> const char * { return TORCH_VERSION; },
    []() { return static_cast<int32_t>(at::get_num_threads()); },
    [](int32_t count) { at::set_num_threads(count); },
    []() { return static_cast<int32_t>(tiles::highest()); },
    []() { return static_cast<int32_t>(tiles::current()); },
    [](int32_t level) { tiles::choose(static_cast<tiles::Level>(level)); },
    enterLevel,
    []() { return at::hasCUDA(); },
    []() { return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : 0; },
    []() { return boundary::text(at::show_config()); },
    [](char *value) { free(value); },
    operators::free_list,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const CTorchEngine *retmask_engine(void) { return &table; }

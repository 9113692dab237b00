// x Wᵀ + b by the faster of torch's two libraries.
//
// torch sends float32 products to MKL, which takes generic code on CPUs that are not Intel's; oneDNN, which is in
// libtorch too, writes code for the CPU it finds. On an AMD EPYC (Zen 4, two cores) oneDNN is 1.1 times as fast with
// many rows and two to three times with ten (Benchmarks/products.py). Small weights stay with MKL: a call of oneDNN costs
// 15 µs before it begins.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/add.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

using Pointwise = Tensor(
    const Tensor &, const Tensor &, const std::optional<Tensor> &, std::string_view,
    c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

// nullptr on Intel's CPUs, for which MKL has code of its own, and where libtorch was built without oneDNN.
const c10::TypedOperatorHandle<Pointwise> *pointwise() {
    static const auto found = []() -> std::optional<c10::TypedOperatorHandle<Pointwise>> {
#if defined(__x86_64__)
        if (__builtin_cpu_is("intel")) return std::nullopt;
        if (auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""}))
            return schema->typed<Pointwise>();
#endif
        return std::nullopt;
    }();
    return found ? &*found : nullptr;
}

Tensor product(const Tensor &x, const Tensor &weight, const std::optional<Tensor> &bias) {
    return pointwise()->call(x, weight, bias, "none", c10::List<std::optional<at::Scalar>>(), "");
}

// From here on its calls were never the slower ones by more than a tenth, whatever the number of rows.
constexpr int64_t enough = 512 * 512;

bool suits(const Tensor &x, const Tensor &weight) {
    return pointwise() && x.is_cpu() && weight.is_cpu() && x.scalar_type() == at::kFloat &&
           weight.scalar_type() == at::kFloat && weight.dim() == 2 && weight.numel() >= enough && x.dim() >= 2 &&
           x.numel() > 0 && x.size(-1) == weight.size(1);
}

struct Linear : torch::autograd::Function<Linear> {
    static Tensor forward(AutogradContext *context, const Tensor &x, const Tensor &weight) {
        context->save_for_backward({x, weight});
        return product(x, weight, std::nullopt);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1], &gradient = gradients[0];
        variable_list results(2);
        if (context->needs_input_grad(0)) results[0] = product(gradient, weight.t(), std::nullopt);
        if (context->needs_input_grad(1))
            // Both factors would have to be transposed for oneDNN; MKL takes them as they lie.
            results[1] = at::matmul(
                gradient.reshape({-1, gradient.size(-1)}).t(), x.reshape({-1, x.size(-1)}));
        return results;
    }
};

Tensor linear(const Tensor &x, const Tensor &weight, const std::optional<Tensor> &bias) {
    if (!suits(x, weight)) return at::linear(x, weight, bias);
    const bool differentiates = at::GradMode::is_enabled() &&
                                (x.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad()));
    if (!differentiates) return product(x, weight, bias);
    const Tensor y = Linear::apply(x, weight);
    return bias ? at::add(y, *bias) : y;
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) { library.impl("linear", linear); }

}  // namespace

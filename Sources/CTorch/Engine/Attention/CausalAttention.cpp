// Causal attention on the CPU in float32, both ways: an operator of our own.
//
// The stock kernel sends blocks to MKL, which repacks them for each product and takes masks only as whole matrices; with
// heads of 64 numbers it reached half of the machine's speed, with 16 a tenth (Benchmarks/engine_kernels.py). This one keeps a tile of weights in
// registers and the first cache, and knows rows that begin later (padding), queries that follow a cache or a shared
// prompt, sliding windows and heads that share keys, so that no mask is made and nothing is computed for one.
//
//     retmask::causal_attention(q [B, H, T, D], k [B, K, S, D], v [B, K, S, D], first [B]?, window?) -> [B, H, T, D]
//
// Query t of row b sees the columns max(first[b], t + S - T - window + 1) ... t + S - T; one that sees none gives zeros.
// D is a multiple of 16. Results do not depend on the number of threads.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "Causal.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Tensor lastContiguous(const Tensor &x) { return x.stride(3) == 1 ? x : x.contiguous(); }

causal::View view(const Tensor &x) {
    return {const_cast<float *>(x.const_data_ptr<float>()), x.stride(0), x.stride(1), x.stride(2)};
}

// [B, heads, positions, D] in the memory order [B, positions, heads, D], as the layers before and after have them.
Tensor emptyLike(const Tensor &like, int64_t heads, int64_t positions) {
    return at::empty({like.size(0), positions, heads, like.size(3)}, like.options()).transpose(1, 2);
}

causal::Shape shape(const Tensor &q, const Tensor &k, const Tensor &first, int64_t window) {
    return {q.size(0), q.size(1), k.size(1), q.size(2), k.size(2), q.size(3), first.const_data_ptr<int64_t>(), window,
            static_cast<float>(1 / std::sqrt(static_cast<double>(q.size(3))))};
}

Tensor starts(const Tensor &q, const std::optional<Tensor> &first) {
    return first ? first->contiguous() : at::zeros({q.size(0)}, q.options().dtype(at::kLong));
}

void check(const Tensor &q, const Tensor &k, const Tensor &v, const Tensor &first, int64_t window) {
    TORCH_CHECK(
        q.dim() == 4 && k.dim() == 4 && v.sizes() == k.sizes() && k.size(0) == q.size(0) && k.size(3) == q.size(3) &&
            k.size(1) > 0 && q.size(1) % k.size(1) == 0 && q.size(2) <= k.size(2) && first.dim() == 1 &&
            first.size(0) == q.size(0),
        "causal_attention wants q [B, H, T, D], k and v [B, K, S, D] with T <= S, first [B]; got ", q.sizes(), ", ", k.sizes(),
        ", ", v.sizes(), " and ", first.sizes());
    TORCH_CHECK(
        q.is_cpu() && k.is_cpu() && v.is_cpu() && q.scalar_type() == at::kFloat && k.scalar_type() == at::kFloat &&
            v.scalar_type() == at::kFloat && first.scalar_type() == at::kLong && first.is_cpu(),
        "causal_attention wants float32 and int64 on the CPU");
    TORCH_CHECK(q.size(3) % 16 == 0, "causal_attention wants heads of a multiple of 16 numbers, not ", q.size(3));
    TORCH_CHECK(window > 0, "causal_attention wants a window above 0, not ", window);
    for (int64_t row = 0; row < first.size(0); row++)
        TORCH_CHECK(
            first.const_data_ptr<int64_t>()[row] >= 0, "causal_attention: row ", row, " begins at column ",
            first.const_data_ptr<int64_t>()[row]);
}

struct CausalAttention : torch::autograd::Function<CausalAttention> {
    static Tensor forward(
        AutogradContext *context, const Tensor &q_, const Tensor &k_, const Tensor &v_, const Tensor &first, int64_t window) {
        const Tensor q = lastContiguous(q_), k = lastContiguous(k_), v = lastContiguous(v_);
        Tensor out = emptyLike(q, q.size(1), q.size(2));
        Tensor lse = at::empty({q.size(0), q.size(1), q.size(2)}, q.options());
        if (out.numel() > 0)
            causal::forward(
                shape(q, k, first, window), view(q), view(k), view(v), view(out), lse.mutable_data_ptr<float>());
        if (context) {
            context->save_for_backward({q, k, v, first, out, lse});
            context->saved_data["window"] = window;
        }
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &q = saved[0], &k = saved[1], &v = saved[2], &first = saved[3], &out = saved[4], &lse = saved[5];
        const Tensor gradient = lastContiguous(gradients[0]);
        const int64_t heads = q.size(1), kvHeads = k.size(1), columns = k.size(2);
        // Of each query head, so that heads of a group are computed side by side.
        Tensor dq = emptyLike(q, heads, q.size(2)), dk = emptyLike(k, heads, columns), dv = emptyLike(k, heads, columns);
        causal::backward(
            shape(q, k, first, context->saved_data["window"].toInt()), view(q), view(k), view(v), view(out),
            lse.const_data_ptr<float>(), view(gradient), view(dq), view(dk), view(dv));
        const auto summed = [&](const Tensor &ofHeads) {
            return heads == kvHeads ? ofHeads : ofHeads.unflatten(1, {kvHeads, heads / kvHeads}).sum(2);
        };
        return {dq, summed(dk), summed(dv), Tensor(), Tensor()};
    }
};

Tensor causalAttention(
    const Tensor &q, const Tensor &k, const Tensor &v, const std::optional<Tensor> &first, std::optional<int64_t> window) {
    const Tensor from = starts(q, first);
    const int64_t windowSize = window.value_or(std::numeric_limits<int32_t>::max());
    check(q, k, v, from, windowSize);
    const bool differentiates =
        at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
    return differentiates ? CausalAttention::apply(q, k, v, from, windowSize)
                          : CausalAttention::forward(nullptr, q, k, v, from, windowSize);
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def(
        "causal_attention(Tensor q, Tensor k, Tensor v, Tensor? first=None, int? window=None) -> Tensor");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) { library.impl("causal_attention", causalAttention); }

}  // namespace

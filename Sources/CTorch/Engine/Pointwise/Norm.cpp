// RMSNorm (Zhang and Sennrich 2019), forward and backward.
//
//     retmask::rms_norm(x [.., N], weight [N], epsilon)      x / sqrt(mean(x²) + epsilon) * weight
#pragma GCC optimize("O3")

#include <ATen/ops/rms_norm.h>

#include "Pointwise.h"

namespace pointwise {
namespace {

// Σ a b over a row; `b` may be `a`.
template <class V>
RETMASK_INLINE float dot(const float *a, const float *b, int64_t width) {
    typename V::Type sum = {};
    int64_t i = 0;
    for (; i + V::lanes <= width; i += V::lanes) sum += tiles::load<V>(a + i) * tiles::load<V>(b + i);
    float result = tiles::reduceSum<V>(sum);
    for (; i < width; i++) result += a[i] * b[i];
    return result;
}

struct NormForward {
    template <class V>
    static RETMASK_INLINE void run(
        const float *x, const float *weight, float *out, float *inverse, int64_t width, float epsilon, int64_t begin,
        int64_t end) {
        for (int64_t row = begin; row < end; row++) {
            const float *from = x + row * width;
            float *to = out + row * width;
            const float scale = 1 / std::sqrt(dot<V>(from, from, width) / width + epsilon);
            for (int64_t i = 0; i < width; i++) to[i] = from[i] * scale * weight[i];
            inverse[row] = scale;
        }
    }
};

// dx = (g w - x' mean(g w x')) / rms with x' = x / rms; the part of these rows of dw = Σ g x'.
struct NormBackward {
    template <class V>
    static RETMASK_INLINE void run(
        const float *gradient, const float *x, const float *weight, const float *inverse, float *dx, float *dw, int64_t width,
        int64_t begin, int64_t end) {
        std::fill(dw, dw + width, 0.0f);
        for (int64_t row = begin; row < end; row++) {
            const float *g = gradient + row * width, *from = x + row * width;
            float *to = dx + row * width;
            const float scale = inverse[row];
            for (int64_t i = 0; i < width; i++) {
                to[i] = g[i] * weight[i];
                dw[i] += g[i] * from[i] * scale;
            }
            const float mean = dot<V>(to, from, width) / width * scale * scale;
            for (int64_t i = 0; i < width; i++) to[i] = (to[i] - from[i] * mean) * scale;
        }
    }
};

struct Norm : torch::autograd::Function<Norm> {
    // Gradients of the weight are summed over so many rows, then over those sums: the same bits on any number of threads.
    static constexpr int64_t part = 64;

    static Tensor forward(AutogradContext *context, const Tensor &x, const Tensor &weight, double epsilon) {
        const int64_t width = x.size(-1), count = x.numel() / width;
        Tensor out = at::empty_like(x), inverse = at::empty({count}, x.options());
        const float *from = x.const_data_ptr<float>(), *w = weight.const_data_ptr<float>();
        float *to = out.mutable_data_ptr<float>(), *scale = inverse.mutable_data_ptr<float>();
        const auto unit = tiles::dispatch<
            NormForward, const float *, const float *, float *, float *, int64_t, float, int64_t, int64_t>();
        rows(count, width, [&](int64_t begin, int64_t end) { unit(from, w, to, scale, width, epsilon, begin, end); });
        if (context) context->save_for_backward({x, weight, inverse});
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &weight = saved[1], &inverse = saved[2];
        const Tensor gradient = gradients[0].contiguous();
        const int64_t width = x.size(-1), count = x.numel() / width, parts = (count + part - 1) / part;
        Tensor dx = at::empty_like(x), dw = at::empty({parts, width}, x.options());
        const float *g = gradient.const_data_ptr<float>(), *from = x.const_data_ptr<float>(),
                    *w = weight.const_data_ptr<float>(), *scale = inverse.const_data_ptr<float>();
        float *to = dx.mutable_data_ptr<float>(), *sums = dw.mutable_data_ptr<float>();
        const auto unit = tiles::dispatch<
            NormBackward, const float *, const float *, const float *, const float *, float *, float *, int64_t, int64_t,
            int64_t>();
        at::parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
            for (int64_t index = begin; index < end; index++)
                unit(g, from, w, scale, to, sums + index * width, width, index * part, std::min(count, (index + 1) * part));
        });
        return {dx, context->needs_input_grad(1) ? dw.sum(0) : Tensor(), Tensor()};
    }
};

Tensor norm(const Tensor &x, const Tensor &weight, double epsilon) {
    const bool fits = isPlain(x) && isPlain(weight) && weight.dim() == 1 && weight.is_contiguous() && x.dim() >= 1 &&
                      weight.size(0) == x.size(-1);
    if (!fits) return at::rms_norm(x, {x.size(-1)}, weight, epsilon);
    const Tensor whole = x.contiguous();
    return records({x, weight}) ? Norm::apply(whole, weight, epsilon) : Norm::forward(nullptr, whole, weight, epsilon);
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) {
    library.impl("rms_norm", norm);
}

}  // namespace
}  // namespace pointwise

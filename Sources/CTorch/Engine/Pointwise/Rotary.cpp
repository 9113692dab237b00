// Rotary embedding (Su et al. 2021), forward and backward.
//
//     retmask::rotate(x [B, H, T, D], cosine, sine)          both [B or 1, 1, T, D]
#pragma GCC optimize("O3")

#include <ATen/ops/add.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/neg.h>

#include "Pointwise.h"

namespace pointwise {
namespace {

// Pairs (i, i + half) of a head are rotated by their angle, or back.
struct RotatePairs {
    template <class V>
    static RETMASK_INLINE void run(
        const float *x, const float *cosine, const float *sine, float *out, int64_t half, bool isBack) {
        if (isBack)
            for (int64_t i = 0; i < half; i++) {
                const float one = x[i], two = x[i + half];
                out[i] = one * cosine[i] + two * sine[i + half];
                out[i + half] = two * cosine[i + half] - one * sine[i];
            }
        else
            for (int64_t i = 0; i < half; i++) {
                const float one = x[i], two = x[i + half];
                out[i] = one * cosine[i] - two * sine[i];
                out[i + half] = two * cosine[i + half] + one * sine[i + half];
            }
    }
};

// The result lies [B, T, H, D], as the products before have it.
Tensor rotated(const Tensor &x, const Tensor &cosine, const Tensor &sine, bool isBack) {
    const int64_t heads = x.size(1), positions = x.size(2), headDim = x.size(3);
    Tensor out = at::empty({x.size(0), positions, heads, headDim}, x.options()).transpose(1, 2);
    const float *from = x.const_data_ptr<float>(), *c = cosine.const_data_ptr<float>(), *s = sine.const_data_ptr<float>();
    float *to = out.mutable_data_ptr<float>();
    const int64_t anglesPerRow = cosine.size(0) == 1 ? 0 : positions * headDim;
    const auto unit = tiles::dispatch<RotatePairs, const float *, const float *, const float *, float *, int64_t, bool>();
    rows(x.size(0) * positions, heads * headDim, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; index++) {
            const int64_t row = index / positions, position = index % positions;
            const int64_t angle = row * anglesPerRow + position * headDim;
            for (int64_t head = 0; head < heads; head++)
                unit(from + row * x.stride(0) + head * x.stride(1) + position * x.stride(2), c + angle, s + angle,
                     to + (index * heads + head) * headDim, headDim / 2, isBack);
        }
    });
    return out;
}

struct Rotation : torch::autograd::Function<Rotation> {
    static Tensor forward(AutogradContext *context, const Tensor &x, const Tensor &cosine, const Tensor &sine) {
        context->save_for_backward({cosine, sine});
        return rotated(x, cosine, sine, false);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &gradient = gradients[0];
        return {
            rotated(gradient.stride(3) == 1 ? gradient : gradient.contiguous(), saved[0], saved[1], true), Tensor(), Tensor()};
    }
};

Tensor rotate(const Tensor &x, const Tensor &cosine, const Tensor &sine) {
    TORCH_CHECK(x.dim() == 4 && x.size(3) % 2 == 0, "rotate wants x [B, H, T, D] with an even D, got ", x.sizes());
    const auto fitsAngle = [&](const Tensor &angle) {
        return isPlain(angle) && angle.dim() == 4 && (angle.size(0) == 1 || angle.size(0) == x.size(0)) &&
               angle.size(1) == 1 && angle.size(2) == x.size(2) && angle.size(3) == x.size(3);
    };
    if (!isPlain(x) || !fitsAngle(cosine) || !fitsAngle(sine) || cosine.sizes() != sine.sizes() || records({cosine, sine})) {
        const auto halves = x.chunk(2, -1);
        return at::add(at::mul(x, cosine), at::mul(at::cat({at::neg(halves[1]), halves[0]}, -1), sine));
    }
    const Tensor whole = x.stride(3) == 1 ? x : x.contiguous(), c = cosine.contiguous(), s = sine.contiguous();
    return records({x}) ? Rotation::apply(whole, c, s) : rotated(whole, c, s, false);
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("rotate(Tensor x, Tensor cosine, Tensor sine) -> Tensor");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) {
    library.impl("rotate", rotate);
}

}  // namespace
}  // namespace pointwise

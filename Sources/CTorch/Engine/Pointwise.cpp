// What stands between the products of a layer, each in one pass over memory, both ways: operators of our own.
//
// libtorch composes them of five or six operators that read and write everything again. float32 on the CPU; all else goes
// to libtorch's operators.
//
//     retmask::rms_norm(x [.., N], weight [N], epsilon)      x / sqrt(mean(x²) + epsilon) * weight
//     retmask::rotate(x [B, H, T, D], cosine, sine)          rotary embedding; both [B or 1, 1, T, D]
//     retmask::swiglu(gate, up), swiglu_(gate, up)           gate sigmoid(gate) up; the second writes over the gate
#pragma GCC optimize("O3")

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/add.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/silu.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "Attention/Levels.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

bool isPlain(const Tensor &x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.numel() > 0; }

bool records(std::initializer_list<Tensor> list) {
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

// Σ a b over a row; `b` may be `a`.
template <class V>
RETMASK_INLINE float dot(const float *a, const float *b, int64_t width) {
    typename V::Type sum = {};
    int64_t i = 0;
    for (; i + V::lanes <= width; i += V::lanes) sum += tiles::load<V>(a + i) * tiles::load<V>(b + i);
    float result = tiles::total<V>(sum);
    for (; i < width; i++) result += a[i] * b[i];
    return result;
}

// MARK: RMSNorm

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
        const auto unit = tiles::level<
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
        const auto unit = tiles::level<
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

// MARK: Rotary embedding

// Pairs (i, i + half) of a head are turned by their angle, or back.
struct Turn {
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
Tensor turned(const Tensor &x, const Tensor &cosine, const Tensor &sine, bool isBack) {
    const int64_t heads = x.size(1), places = x.size(2), size = x.size(3);
    Tensor out = at::empty({x.size(0), places, heads, size}, x.options()).transpose(1, 2);
    const float *from = x.const_data_ptr<float>(), *c = cosine.const_data_ptr<float>(), *s = sine.const_data_ptr<float>();
    float *to = out.mutable_data_ptr<float>();
    const int64_t perRow = cosine.size(0) == 1 ? 0 : places * size;
    const auto unit = tiles::level<Turn, const float *, const float *, const float *, float *, int64_t, bool>();
    rows(x.size(0) * places, heads * size, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; index++) {
            const int64_t row = index / places, place = index % places, angle = row * perRow + place * size;
            for (int64_t head = 0; head < heads; head++)
                unit(from + row * x.stride(0) + head * x.stride(1) + place * x.stride(2), c + angle, s + angle,
                     to + (index * heads + head) * size, size / 2, isBack);
        }
    });
    return out;
}

struct Rotation : torch::autograd::Function<Rotation> {
    static Tensor forward(AutogradContext *context, const Tensor &x, const Tensor &cosine, const Tensor &sine) {
        context->save_for_backward({cosine, sine});
        return turned(x, cosine, sine, false);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &gradient = gradients[0];
        return {
            turned(gradient.stride(3) == 1 ? gradient : gradient.contiguous(), saved[0], saved[1], true), Tensor(), Tensor()};
    }
};

Tensor rotate(const Tensor &x, const Tensor &cosine, const Tensor &sine) {
    TORCH_CHECK(x.dim() == 4 && x.size(3) % 2 == 0, "rotate wants x [B, H, T, D] with an even D, got ", x.sizes());
    const auto fitsAngle = [&](const Tensor &angle) {
        return isPlain(angle) && angle.dim() == 4 && (angle.size(0) == 1 || angle.size(0) == x.size(0)) &&
               angle.size(1) == 1 && angle.size(2) == x.size(2) && angle.size(3) == x.size(3);
    };
    if (!isPlain(x) || !fitsAngle(cosine) || !fitsAngle(sine) || cosine.sizes() != sine.sizes()) {
        const auto halves = x.chunk(2, -1);
        return at::add(at::mul(x, cosine), at::mul(at::cat({at::neg(halves[1]), halves[0]}, -1), sine));
    }
    const Tensor whole = x.stride(3) == 1 ? x : x.contiguous(), c = cosine.contiguous(), s = sine.contiguous();
    return records({x}) ? Rotation::apply(whole, c, s) : turned(whole, c, s, false);
}

// MARK: SwiGLU

template <class V>
RETMASK_INLINE typename V::Type sigmoid(typename V::Type x) {
    using Type = typename V::Type;
    // Of -|x|, so that nothing overflows.
    const Type small = tiles::exponential<V>(x < 0.0f ? x : -x);
    const Type share = 1.0f / (1.0f + small);
    return x < 0.0f ? small * share : share;
}

RETMASK_INLINE float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

struct GateForward {
    template <class V>
    static RETMASK_INLINE void run(const float *gate, const float *up, float *out, int64_t begin, int64_t end) {
        int64_t i = begin;
        for (; i + V::lanes <= end; i += V::lanes) {
            const auto x = tiles::load<V>(gate + i);
            tiles::store<V>(out + i, x * sigmoid<V>(x) * tiles::load<V>(up + i));
        }
        for (; i < end; i++) out[i] = gate[i] * sigmoid(gate[i]) * up[i];
    }
};

// With s the sigmoid of the gate: dgate = g up s (1 + gate (1 - s)), dup = g gate s.
struct GateBackward {
    template <class V>
    static RETMASK_INLINE void run(
        const float *gradient, const float *gate, const float *up, float *dGate, float *dUp, int64_t begin, int64_t end) {
        int64_t i = begin;
        for (; i + V::lanes <= end; i += V::lanes) {
            const auto x = tiles::load<V>(gate + i), g = tiles::load<V>(gradient + i), s = sigmoid<V>(x);
            tiles::store<V>(dGate + i, g * tiles::load<V>(up + i) * s * (1.0f + x * (1.0f - s)));
            tiles::store<V>(dUp + i, g * x * s);
        }
        for (; i < end; i++) {
            const float s = sigmoid(gate[i]);
            dGate[i] = gradient[i] * up[i] * s * (1 + gate[i] * (1 - s));
            dUp[i] = gradient[i] * gate[i] * s;
        }
    }
};

void gated(const Tensor &gate, const Tensor &up, const Tensor &out) {
    const float *a = gate.const_data_ptr<float>(), *b = up.const_data_ptr<float>();
    float *to = out.mutable_data_ptr<float>();
    const auto unit = tiles::level<GateForward, const float *, const float *, float *, int64_t, int64_t>();
    at::parallel_for(0, gate.numel(), 16384, [&](int64_t begin, int64_t end) { unit(a, b, to, begin, end); });
}

struct Gate : torch::autograd::Function<Gate> {
    static Tensor forward(AutogradContext *context, const Tensor &gate, const Tensor &up) {
        Tensor out = at::empty_like(gate);
        gated(gate, up, out);
        context->save_for_backward({gate, up});
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor gradient = gradients[0].contiguous(), &gate = saved[0], &up = saved[1];
        Tensor dGate = at::empty_like(gate), dUp = at::empty_like(up);
        const float *g = gradient.const_data_ptr<float>(), *a = gate.const_data_ptr<float>(),
                    *b = up.const_data_ptr<float>();
        float *da = dGate.mutable_data_ptr<float>(), *db = dUp.mutable_data_ptr<float>();
        const auto unit = tiles::level<
            GateBackward, const float *, const float *, const float *, float *, float *, int64_t, int64_t>();
        at::parallel_for(0, gate.numel(), 16384, [&](int64_t begin, int64_t end) { unit(g, a, b, da, db, begin, end); });
        return {dGate, dUp};
    }
};

bool fitsGate(const Tensor &gate, const Tensor &up) {
    return isPlain(gate) && isPlain(up) && gate.sizes() == up.sizes() && gate.is_contiguous() && up.is_contiguous();
}

Tensor swiglu(const Tensor &gate, const Tensor &up) {
    if (!fitsGate(gate, up)) return at::mul(at::silu(gate), up);
    if (records({gate, up})) return Gate::apply(gate, up);
    Tensor out = at::empty_like(gate);
    gated(gate, up, out);
    return out;
}

Tensor swigluInPlace(const Tensor &gate, const Tensor &up) {
    TORCH_CHECK(!records({gate, up}), "swiglu_ writes over numbers that gradients need");
    if (fitsGate(gate, up))
        gated(gate, up, gate);
    else
        at::silu_(const_cast<Tensor &>(gate)).mul_(up);
    return gate;
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor");
    library.def("rotate(Tensor x, Tensor cosine, Tensor sine) -> Tensor");
    library.def("swiglu(Tensor gate, Tensor up) -> Tensor");
    library.def("swiglu_(Tensor(a!) gate, Tensor up) -> Tensor(a!)");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) {
    library.impl("rms_norm", norm);
    library.impl("rotate", rotate);
    library.impl("swiglu", swiglu);
    library.impl("swiglu_", swigluInPlace);
}

}  // namespace

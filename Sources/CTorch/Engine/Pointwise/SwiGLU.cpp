// SwiGLU (Shazeer 2020), forward and backward.
//
//     retmask::swiglu(gate, up), swiglu_(gate, up)           gate sigmoid(gate) up; the second writes over the gate
#pragma GCC optimize("O3")

#include <ATen/ops/mul.h>
#include <ATen/ops/silu.h>

#include "Pointwise.h"

namespace pointwise {
namespace {

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

// Stretches of numbers that begin at whole vectors, whatever the number of threads: what is left over at an end is
// computed by another exponential.
template <class Work>
void blocks(int64_t count, const Work &work) {
    constexpr int64_t block = 16384;
    at::parallel_for(0, (count + block - 1) / block, 1, [&](int64_t begin, int64_t end) {
        work(begin * block, std::min(count, end * block));
    });
}

void gated(const Tensor &gate, const Tensor &up, const Tensor &out) {
    const float *a = gate.const_data_ptr<float>(), *b = up.const_data_ptr<float>();
    float *to = out.mutable_data_ptr<float>();
    const auto unit = tiles::dispatch<GateForward, const float *, const float *, float *, int64_t, int64_t>();
    blocks(gate.numel(), [&](int64_t begin, int64_t end) { unit(a, b, to, begin, end); });
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
        const auto unit = tiles::dispatch<
            GateBackward, const float *, const float *, const float *, float *, float *, int64_t, int64_t>();
        blocks(gate.numel(), [&](int64_t begin, int64_t end) { unit(g, a, b, da, db, begin, end); });
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
    if (fitsGate(gate, up)) {
        gated(gate, up, gate);
        gate.unsafeGetTensorImpl()->bump_version();
    } else
        at::silu_(const_cast<Tensor &>(gate)).mul_(up);
    return gate;
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("swiglu(Tensor gate, Tensor up) -> Tensor");
    library.def("swiglu_(Tensor(a!) gate, Tensor up) -> Tensor(a!)");
}

TORCH_LIBRARY_IMPL(retmask, CompositeImplicitAutograd, library) {
    library.impl("swiglu", swiglu);
    library.impl("swiglu_", swigluInPlace);
}

}  // namespace
}  // namespace pointwise

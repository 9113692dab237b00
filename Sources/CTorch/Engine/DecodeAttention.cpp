// Attention of one new token a row on the CPU, and where each head looks: an operator of our own.
//
// At this shape attention is bound by reading keys and values, and heads are narrow. The stock way takes
// a matrix product of one or two rows for the weights, the same product again for the arg-max, and
// starts a kernel for each; this one reads the keys once for both and the values once, for all heads of
// a group while they are at hand.
//
//     retmask::decode_attention(q [B, H, 1, D], k [B, K, S, D], v [B, K, S, D], first [B])
//         -> (out [B, H, 1, D], best [B, H])
//
// Row b attends to the columns first[b] ..< S; one without any (padding so far) gives zeros and first[b]. Query heads
// of a group follow each other, as in
// grouped-query attention. float32 only.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "CpuDispatch.h"

namespace {

// Sixteen sums at every level, so that levels differ by fused products only.
using Sixteen = tiles::Vectors<16, 4>;
using Lanes = Sixteen::Type;
constexpr int64_t lanes = Sixteen::lanes;

// Columns that are taken at a time by one head after the other: 64 keys of 128 numbers are 32 KB.
constexpr int64_t block = 64;

// The largest weight so far, and the first column that has it.
struct Best {
    float weight = -std::numeric_limits<float>::infinity();
    int64_t column;
};

// weights[s] = q · k[s]. Sizes that are no multiple of 16 end in single numbers.
struct Products {
    template <class>
    static RETMASK_INLINE void run(
        const float *q, const float *k, int64_t stride, int64_t first, int64_t columns, int64_t headDim, float *weights,
        Best *best) {
        const int64_t whole = headDim / lanes * lanes;
        for (int64_t s = first; s < columns; s++) {
            const float *key = k + s * stride;
            Lanes sums = {};
            for (int64_t d = 0; d < whole; d += lanes)
                sums += tiles::load<Sixteen>(q + d) * tiles::load<Sixteen>(key + d);
            float sum = tiles::reduceSum<Sixteen>(sums);
            for (int64_t d = whole; d < headDim; d++) sum += q[d] * key[d];
            weights[s] = sum;
            if (sum > best->weight) {
                best->weight = sum;
                best->column = s;
            }
        }
    }
};

// out += Σ weights[s] v[s], for `Wide` vectors of numbers at a time: values are read in the order in which they lie,
// and no sum waits for the one before.
template <int Wide>
RETMASK_INLINE void mixed(
    const float *weights, const float *v, int64_t stride, int64_t first, int64_t columns, float *out) {
    Lanes sums[Wide];
#pragma GCC unroll 4
    for (int i = 0; i < Wide; i++) sums[i] = tiles::load<Sixteen>(out + i * lanes);
    for (int64_t s = first; s < columns; s++)
#pragma GCC unroll 4
        for (int i = 0; i < Wide; i++) sums[i] += weights[s] * tiles::load<Sixteen>(v + s * stride + i * lanes);
#pragma GCC unroll 4
    for (int i = 0; i < Wide; i++) tiles::store<Sixteen>(out + i * lanes, sums[i]);
}

// The same for all numbers of a head.
struct Mixture {
    template <class>
    static RETMASK_INLINE void run(
        const float *weights, const float *v, int64_t stride, int64_t first, int64_t columns, int64_t headDim, float *out) {
        int64_t d = 0;
        for (; d + 4 * lanes <= headDim; d += 4 * lanes) mixed<4>(weights, v + d, stride, first, columns, out + d);
        for (; d + lanes <= headDim; d += lanes) mixed<1>(weights, v + d, stride, first, columns, out + d);
        for (; d < headDim; d++) {
            float sum = out[d];
            for (int64_t s = first; s < columns; s++) sum += weights[s] * v[s * stride + d];
            out[d] = sum;
        }
    }
};

std::tuple<at::Tensor, at::Tensor> decodeAttention(
    const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &first) {
    TORCH_CHECK(
        q.dim() == 4 && q.size(2) == 1 && k.dim() == 4 && v.sizes() == k.sizes() && k.size(0) == q.size(0) &&
            k.size(3) == q.size(3) && k.size(1) > 0 && q.size(1) % k.size(1) == 0 && first.dim() == 1 &&
            first.size(0) == q.size(0),
        "decode_attention wants q [B, H, 1, D], k and v [B, K, S, D], first [B]");
    TORCH_CHECK(
        q.scalar_type() == at::kFloat && k.scalar_type() == at::kFloat && v.scalar_type() == at::kFloat &&
            first.scalar_type() == at::kLong,
        "decode_attention wants float32 and int64");
    TORCH_CHECK(k.stride(3) == 1 && v.stride(3) == 1, "decode_attention wants whole keys and values");
    const int64_t rows = q.size(0), heads = q.size(1), headDim = q.size(3), kvHeads = k.size(1), columns = k.size(2);
    const int64_t groupSize = heads / kvHeads;
    const at::Tensor scaled = at::mul(q.contiguous(), 1 / std::sqrt(static_cast<double>(headDim)));
    const at::Tensor starts = first.contiguous();
    at::Tensor weights =
        at::full({rows, heads, columns}, -std::numeric_limits<float>::infinity(), q.options());
    at::Tensor best = at::empty({rows, heads}, first.options());
    at::Tensor out = at::zeros({rows, heads, 1, headDim}, q.options());

    const float *query = scaled.const_data_ptr<float>();
    const int64_t *start = starts.const_data_ptr<int64_t>();
    for (int64_t row = 0; row < rows; row++)
        TORCH_CHECK(
            start[row] >= 0, "decode_attention: row ", row, " begins at column ", start[row], " of ", columns);
    int64_t *argmax = best.mutable_data_ptr<int64_t>();
    const auto pair = [&](int64_t index, const at::Tensor &x) {
        return x.const_data_ptr<float>() + index / kvHeads * x.stride(0) + index % kvHeads * x.stride(1);
    };
    const int64_t grain = std::max<int64_t>(1, 4096 / std::max<int64_t>(1, columns * groupSize));
    float *values = weights.mutable_data_ptr<float>();
    const auto products = tiles::dispatch<
        Products, const float *, const float *, int64_t, int64_t, int64_t, int64_t, float *, Best *>();
    at::parallel_for(0, rows * kvHeads, grain, [&](int64_t begin, int64_t end) {
        std::vector<Best> largest(groupSize);
        for (int64_t index = begin; index < end; index++) {
            const int64_t from = start[index / kvHeads];
            for (Best &one : largest) one = {-std::numeric_limits<float>::infinity(), from};
            for (int64_t at = from; at < columns; at += block)
                for (int64_t member = 0; member < groupSize; member++) {
                    const int64_t head = index * groupSize + member;
                    products(
                        query + head * headDim, pair(index, k), k.stride(2), at, std::min(at + block, columns), headDim,
                        values + head * columns, &largest[member]);
                }
            for (int64_t member = 0; member < groupSize; member++) argmax[index * groupSize + member] = largest[member].column;
        }
    });
    weights = at::softmax(weights, -1);
    const float *shares = weights.const_data_ptr<float>();
    float *result = out.mutable_data_ptr<float>();
    const auto mixture =
        tiles::dispatch<Mixture, const float *, const float *, int64_t, int64_t, int64_t, int64_t, float *>();
    at::parallel_for(0, rows * kvHeads, grain, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; index++)
            for (int64_t at = start[index / kvHeads]; at < columns; at += block)
                for (int64_t head = index * groupSize; head < (index + 1) * groupSize; head++)
                    mixture(
                        shares + head * columns, pair(index, v), v.stride(2), at, std::min(at + block, columns), headDim,
                        result + head * headDim);
    });
    return {out, best};
}

TORCH_LIBRARY_FRAGMENT(retmask, library) {
    library.def("decode_attention(Tensor q, Tensor k, Tensor v, Tensor first) -> (Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(retmask, CPU, library) { library.impl("decode_attention", decodeAttention); }

}  // namespace

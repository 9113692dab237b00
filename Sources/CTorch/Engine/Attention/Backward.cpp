// The backward pass of causal attention: weights are computed again from the log-sum-exp of their scores (Dao et al. 2022).
//
//     P = e^(q kᵀ scale - lse)        dV = Pᵀ dO     dP = dO Vᵀ     dS = P (dP - dO·O)
//     dQ = dS K scale                 dK = dSᵀ Q scale
#include <ATen/Parallel.h>

#include "Causal.h"
#include "../CpuDispatch.h"

namespace causal {
namespace {

struct Pass {
    const Shape &shape;
    View q, k, v, out;
    const float *lse;
    View dOut, dq, dk, dv;
};

// Scratch of a thread, for one head at a time.
struct Scratch {
    std::vector<float> keys, values, dk, dv, queries, dOut, dq, deltas;
    float weights[kBlockM * kBlockN], dS[kBlockM * kBlockN];

    explicit Scratch(const Shape &shape) {
        const int64_t columns = shape.blocks() * kBlockN * shape.headDim;
        for (auto *list : {&keys, &values, &dk, &dv}) list->resize(columns);
        const int64_t tiles = (shape.queries + tiles::kTileM - 1) / tiles::kTileM * tiles::kTileM;
        for (auto *list : {&queries, &dOut, &dq}) list->resize(tiles * shape.headDim);
        deltas.resize(shape.queries);
    }
};

// From scores and dP of one query over a block: its weights and dS; zeros where it sees nothing.
template <class V>
RETMASK_INLINE void softmaxBackward(float *weights, float *dS, int64_t begin, int64_t end, float lse, float delta) {
    begin = std::clamp<int64_t>(begin, 0, kBlockN);
    end = std::clamp<int64_t>(end, begin, kBlockN);
    for (int64_t j = begin / V::lanes * V::lanes; j < end; j += V::lanes) {
        const auto share = tiles::exponential<V>(tiles::load<V>(weights + j) - lse);
        tiles::store<V>(weights + j, share);
        tiles::store<V>(dS + j, share * (tiles::load<V>(dS + j) - delta));
    }
    for (float *list : {weights, dS}) {
        std::fill(list, list + begin, 0.0f);
        std::fill(list + end, list + kBlockN, 0.0f);
    }
}

struct Unit {
    template <class V>
    static RETMASK_INLINE void run(const Pass *pass, int64_t row, int64_t head, Scratch *scratch) {
        const Shape &shape = pass->shape;
        const int64_t headDim = shape.headDim, kvHead = head / shape.groupSize();
        for (int64_t block = 0; block < shape.blocks(); block++) {
            packTransposed(shape, pass->k, row, kvHead, block, scratch->keys.data() + block * headDim * kBlockN);
            packTransposed(shape, pass->v, row, kvHead, block, scratch->values.data() + block * headDim * kBlockN);
        }
        std::fill(scratch->dk.begin(), scratch->dk.end(), 0.0f);
        std::fill(scratch->dv.begin(), scratch->dv.end(), 0.0f);
        backwardHead<V>(*pass, row, head, *scratch);
        for (int64_t s = 0; s < shape.columns; s++) {
            std::copy_n(scratch->dk.data() + s * headDim, headDim, pass->dk.at(row, head, s));
            std::copy_n(scratch->dv.data() + s * headDim, headDim, pass->dv.at(row, head, s));
        }
    }

    template <class V>
    static RETMASK_INLINE void backwardHead(const Pass &pass, int64_t row, int64_t head, Scratch &scratch) {
        const Shape &shape = pass.shape;
        const int64_t headDim = shape.headDim;
        copy(pass.q, row, head, 0, shape.queries, headDim, shape.scale, scratch.queries.data());
        copy(pass.dOut, row, head, 0, shape.queries, headDim, 1, scratch.dOut.data());
        std::fill(scratch.dq.begin(), scratch.dq.end(), 0.0f);
        for (int64_t t = 0; t < shape.queries; t++) {
            typename V::Type sum = {};
            const float *out = pass.out.at(row, head, t);
            for (int64_t d = 0; d < headDim; d += V::lanes)
                sum += tiles::load<V>(scratch.dOut.data() + t * headDim + d) * tiles::load<V>(out + d);
            scratch.deltas[t] = tiles::reduceSum<V>(sum);
        }
        for (int64_t block = 0; block < shape.blocks(); block++)
            for (int64_t t0 = 0; t0 < shape.queries; t0 += kBlockM) {
                const int64_t count = std::min(kBlockM, shape.queries - t0);
                if (!VisibleRange(shape, row, t0, t0 + count - 1, block * kBlockN).isEmpty())
                    backwardBlock<V>(pass, row, head, block, t0, count, scratch);
            }
        for (int64_t t = 0; t < shape.queries; t++) {
            float *to = pass.dq.at(row, head, t);
            for (int64_t d = 0; d < headDim; d++) to[d] = scratch.dq[t * headDim + d] * shape.scale;
        }
    }

    // `count` queries from t0 on and one block of columns.
    template <class V>
    static RETMASK_INLINE void backwardBlock(
        const Pass &pass, int64_t row, int64_t head, int64_t block, int64_t t0, int64_t count, Scratch &scratch) {
        const Shape &shape = pass.shape;
        const int64_t headDim = shape.headDim, kvHead = head / shape.groupSize(), column = block * kBlockN;
        const float *lse = pass.lse + (row * shape.heads + head) * shape.queries;
        const float *keys = scratch.keys.data() + column * headDim, *values = scratch.values.data() + column * headDim;
        for (int64_t at = 0; at < count; at += tiles::kTileM) {
            float *weights = scratch.weights + at * kBlockN, *dS = scratch.dS + at * kBlockN;
            const int64_t first = t0 + at, last = std::min(first + tiles::kTileM, t0 + count) - 1;
            const VisibleRange visible(shape, row, first, last, column);
            if (visible.isEmpty()) {
                std::fill(weights, weights + tiles::kTileM * kBlockN, 0.0f);
                std::fill(dS, dS + tiles::kTileM * kBlockN, 0.0f);
                continue;
            }
            const int64_t vectors = (visible.end + V::lanes - 1) / V::lanes;
            tiles::strip<V>(
                {scratch.queries.data() + first * headDim, headDim, 1}, keys, kBlockN, weights, kBlockN, vectors, headDim,
                false);
            tiles::strip<V>(
                {scratch.dOut.data() + first * headDim, headDim, 1}, values, kBlockN, dS, kBlockN, vectors, headDim, false);
            for (int64_t r = 0; r < tiles::kTileM; r++) {
                const int64_t t = first + r;
                const bool isThere = t <= last;
                softmaxBackward<V>(
                    weights + r * kBlockN, dS + r * kBlockN, isThere ? shape.firstVisible(row, t) - column : 0,
                    isThere ? shape.end(t) - column : 0, isThere ? lse[t] : 0, isThere ? scratch.deltas[t] : 0);
            }
            tiles::strip<V>(
                {dS + visible.begin, kBlockN, 1}, pass.k.at(row, kvHead, column + visible.begin), pass.k.position,
                scratch.dq.data() + first * headDim, headDim, headDim / V::lanes, visible.end - visible.begin, true);
        }
        const int64_t seen = std::min(kBlockN, shape.end(t0 + count - 1) - column);
        for (int64_t j = 0; j < seen; j += tiles::kTileM) {
            // Queries before this one see none of these columns.
            const int64_t from = std::max<int64_t>(0, column + j - shape.offset() - t0);
            const int64_t to = (column + j) * headDim;
            tiles::strip<V>(
                {scratch.weights + from * kBlockN + j, 1, kBlockN}, scratch.dOut.data() + (t0 + from) * headDim, headDim,
                scratch.dv.data() + to, headDim, headDim / V::lanes, count - from, true);
            tiles::strip<V>(
                {scratch.dS + from * kBlockN + j, 1, kBlockN}, scratch.queries.data() + (t0 + from) * headDim, headDim,
                scratch.dk.data() + to, headDim, headDim / V::lanes, count - from, true);
        }
    }
};

}  // namespace

void backward(
    const Shape &shape, View q, View k, View v, View out, const float *lse, View dOut, View dq, View dk, View dv) {
    const Pass pass = {shape, q, k, v, out, lse, dOut, dq, dk, dv};
    const auto unit = tiles::dispatch<Unit, const Pass *, int64_t, int64_t, Scratch *>();
    at::parallel_for(0, shape.rows * shape.heads, 1, [&](int64_t begin, int64_t end) {
        auto scratch = std::make_unique<Scratch>(shape);
        for (int64_t index = begin; index < end; index++)
            unit(&pass, index / shape.heads, index % shape.heads, scratch.get());
    });
}

}  // namespace causal

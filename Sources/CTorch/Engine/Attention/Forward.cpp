// The forward pass of causal attention: online softmax over blocks of columns (Milakov and Gimelshein 2018; Dao et al.
// 2022), six queries at a time, whose weights never leave the first cache.
#include <ATen/Parallel.h>

#include "Causal.h"
#include "../CpuDispatch.h"

namespace causal {
namespace {

struct Pass {
    const Shape &shape;
    View q, k, v, out;
    float *lse;
    // Keys transposed block by block, [rows, kvHeads, blocks, headDim, kBlockN].
    const float *packedKeys;
};

// Floats of scratch of a unit.
int64_t scratchSize(const Shape &shape) { return 2 * kBlockM * shape.headDim + 2 * kBlockM + tiles::kTileM * kBlockN; }

// Online softmax of one query over a block: its scores become e^(score - rowMax); returns the factor of its sums so far.
template <class V>
RETMASK_INLINE float onlineSoftmax(float *scores, int64_t begin, int64_t end, int64_t vectors, float &rowMax, float &rowSum) {
    using Type = typename V::Type;
    constexpr float none = -std::numeric_limits<float>::infinity();
    for (int64_t j = 0; j < begin; j++) scores[j] = none;
    for (int64_t j = end; j < vectors * V::lanes; j++) scores[j] = none;
    Type most = tiles::broadcast<V>(none);
    for (int64_t w = 0; w < vectors; w++) most = tiles::max<V>(most, tiles::load<V>(scores + w * V::lanes));
    const float now = std::max(rowMax, tiles::reduceMax<V>(most));
    const float rescale = now > rowMax ? tiles::exponential<V>(tiles::broadcast<V>(rowMax - now))[0] : 1;
    Type added = {};
    for (int64_t w = 0; w < vectors; w++) {
        const Type one = tiles::exponential<V>(tiles::load<V>(scores + w * V::lanes) - now);
        tiles::store<V>(scores + w * V::lanes, one);
        added += one;
    }
    rowMax = now;
    rowSum = rowSum * rescale + tiles::reduceSum<V>(added);
    return rescale;
}

// `kBlockM` queries of one head from t0 on.
struct Unit {
    template <class V>
    static RETMASK_INLINE void run(const Pass *pass_, int64_t row, int64_t head, int64_t t0, float *scratch) {
        const Pass &pass = *pass_;
        const Shape &shape = pass.shape;
        const int64_t headDim = shape.headDim, kvHead = head / shape.groupSize(), count = std::min(kBlockM, shape.queries - t0);
        float *queries = scratch, *sums = queries + kBlockM * headDim, *rowMax = sums + kBlockM * headDim,
              *rowSum = rowMax + kBlockM, *scores = rowSum + kBlockM;
        copy(pass.q, row, head, t0, count, headDim, shape.scale, queries);
        std::fill(sums, sums + kBlockM * headDim, 0.0f);
        std::fill(rowMax, rowMax + kBlockM, -std::numeric_limits<float>::infinity());
        std::fill(rowSum, rowSum + kBlockM, 0.0f);
        const float *keys = pass.packedKeys + (row * shape.kvHeads + kvHead) * shape.blocks() * headDim * kBlockN;
        for (int64_t column = shape.firstVisible(row, t0) / kBlockN * kBlockN; column < shape.end(t0 + count - 1);
             column += kBlockN) {
            for (int64_t at = 0; at < count; at += tiles::kTileM) {
                const int64_t last = std::min(at + tiles::kTileM, count) - 1;
                const VisibleRange visible(shape, row, t0 + at, t0 + last, column);
                if (visible.isEmpty()) continue;
                const int64_t vectors = (visible.end + V::lanes - 1) / V::lanes;
                tiles::strip<V>(
                    {queries + at * headDim, headDim, 1}, keys + column * headDim, kBlockN, scores, kBlockN, vectors,
                    headDim, false);
                for (int64_t r = 0; r <= last - at; r++) {
                    const int64_t t = t0 + at + r;
                    const VisibleRange own(shape, row, t, t, column);
                    if (own.isEmpty()) {
                        std::fill(scores + r * kBlockN, scores + r * kBlockN + vectors * V::lanes, 0.0f);
                        continue;
                    }
                    const float rescale =
                        onlineSoftmax<V>(scores + r * kBlockN, own.begin, own.end, vectors, rowMax[at + r], rowSum[at + r]);
                    if (rescale != 1)
                        for (int64_t d = 0; d < headDim; d += V::lanes) {
                            float *sum = sums + (at + r) * headDim + d;
                            tiles::store<V>(sum, tiles::load<V>(sum) * rescale);
                        }
                }
                tiles::strip<V>(
                    {scores + visible.begin, kBlockN, 1}, pass.v.at(row, kvHead, column + visible.begin), pass.v.position,
                    sums + at * headDim, headDim, headDim / V::lanes, visible.end - visible.begin, true);
            }
        }
        for (int64_t r = 0; r < count; r++) {
            // A query that sees nothing is padding: zeros.
            const float share = rowSum[r] != 0 ? 1 / rowSum[r] : 0;
            float *to = pass.out.at(row, head, t0 + r);
            for (int64_t d = 0; d < headDim; d += V::lanes)
                tiles::store<V>(to + d, tiles::load<V>(sums + r * headDim + d) * share);
            pass.lse[(row * shape.heads + head) * shape.queries + t0 + r] =
                rowSum[r] != 0 ? rowMax[r] + std::log(rowSum[r]) : 0;
        }
    }
};

}  // namespace

void forward(const Shape &shape, View q, View k, View v, View out, float *lse) {
    const int64_t blocks = shape.blocks(), lists = shape.rows * shape.kvHeads;
    std::vector<float> packedKeys(lists * blocks * shape.headDim * kBlockN);
    at::parallel_for(0, lists * blocks, 4, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; index++) {
            const int64_t list = index / blocks;
            packTransposed(shape, k, list / shape.kvHeads, list % shape.kvHeads, index % blocks,
                 packedKeys.data() + index * shape.headDim * kBlockN);
        }
    });
    const Pass pass = {shape, q, k, v, out, lse, packedKeys.data()};
    const int64_t units = (shape.queries + kBlockM - 1) / kBlockM;
    const auto unit = tiles::dispatch<Unit, const Pass *, int64_t, int64_t, int64_t, float *>();
    at::parallel_for(0, shape.rows * shape.heads * units, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> scratch(scratchSize(shape));
        for (int64_t index = begin; index < end; index++) {
            const int64_t list = index / units;
            unit(&pass, list / shape.heads, list % shape.heads, index % units * kBlockM, scratch.data());
        }
    });
}

}  // namespace causal

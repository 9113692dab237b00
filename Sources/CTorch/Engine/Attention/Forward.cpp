// The forward pass of causal attention: softmax as it goes over blocks of columns (Milakov and Gimelshein 2018; Dao et al.
// 2022), six queries at a time, whose weights never leave the first cache.
#include <ATen/Parallel.h>

#include "Causal.h"
#include "../Levels.h"

namespace causal {
namespace {

struct Pass {
    const Shape &shape;
    View q, k, v, out;
    float *logSums;
    // Keys turned over, [rows, groups, blocks, size, wide].
    const float *turned;
};

// Numbers of scratch that a unit needs.
int64_t scratch(const Shape &shape) { return 2 * high * shape.size + 2 * high + tiles::tall * wide; }

// Weights of one query over a block, e^(score - largest), and its sums so far times `shrunk`.
template <class V>
RETMASK_INLINE float weights(float *scores, int64_t begin, int64_t end, int64_t vectors, float &largest, float &sum) {
    using Type = typename V::Type;
    constexpr float none = -std::numeric_limits<float>::infinity();
    for (int64_t j = 0; j < begin; j++) scores[j] = none;
    for (int64_t j = end; j < vectors * V::lanes; j++) scores[j] = none;
    Type most = tiles::all<V>(none);
    for (int64_t w = 0; w < vectors; w++) most = tiles::larger<V>(most, tiles::load<V>(scores + w * V::lanes));
    const float now = std::max(largest, tiles::largest<V>(most));
    const float shrunk = now > largest ? tiles::exponential<V>(tiles::all<V>(largest - now))[0] : 1;
    Type added = {};
    for (int64_t w = 0; w < vectors; w++) {
        const Type one = tiles::exponential<V>(tiles::load<V>(scores + w * V::lanes) - now);
        tiles::store<V>(scores + w * V::lanes, one);
        added += one;
    }
    largest = now;
    sum = sum * shrunk + tiles::total<V>(added);
    return shrunk;
}

// `high` queries of one head from t0 on.
struct Unit {
    template <class V>
    static RETMASK_INLINE void run(const Pass *pass_, int64_t row, int64_t head, int64_t t0, float *room) {
        const Pass &pass = *pass_;
        const Shape &shape = pass.shape;
        const int64_t size = shape.size, group = head / shape.each(), count = std::min(high, shape.queries - t0);
        float *queries = room, *sums = queries + high * size, *largest = sums + high * size, *total = largest + high,
              *scores = total + high;
        copy(pass.q, row, head, t0, count, size, shape.scale, queries);
        std::fill(sums, sums + high * size, 0.0f);
        std::fill(largest, largest + high, -std::numeric_limits<float>::infinity());
        std::fill(total, total + high, 0.0f);
        const float *keys = pass.turned + (row * shape.groups + group) * shape.blocks() * size * wide;
        for (int64_t column = shape.lowest(row, t0) / wide * wide; column < shape.end(t0 + count - 1); column += wide) {
            for (int64_t at = 0; at < count; at += tiles::tall) {
                const int64_t last = std::min(at + tiles::tall, count) - 1;
                const Sight sight(shape, row, t0 + at, t0 + last, column);
                if (sight.isEmpty()) continue;
                const int64_t vectors = (sight.end + V::lanes - 1) / V::lanes;
                tiles::strip<V>({queries + at * size, size, 1}, keys + column * size, wide, scores, wide, vectors, size, false);
                for (int64_t r = 0; r <= last - at; r++) {
                    const int64_t t = t0 + at + r;
                    const Sight own(shape, row, t, t, column);
                    if (own.isEmpty()) {
                        std::fill(scores + r * wide, scores + r * wide + vectors * V::lanes, 0.0f);
                        continue;
                    }
                    const float shrunk =
                        weights<V>(scores + r * wide, own.begin, own.end, vectors, largest[at + r], total[at + r]);
                    if (shrunk != 1)
                        for (int64_t d = 0; d < size; d += V::lanes) {
                            float *sum = sums + (at + r) * size + d;
                            tiles::store<V>(sum, tiles::load<V>(sum) * shrunk);
                        }
                }
                tiles::strip<V>(
                    {scores + sight.begin, wide, 1}, pass.v.at(row, group, column + sight.begin), pass.v.place,
                    sums + at * size, size, size / V::lanes, sight.end - sight.begin, true);
            }
        }
        for (int64_t r = 0; r < count; r++) {
            // A query that sees nothing is padding: zeros.
            const float share = total[r] != 0 ? 1 / total[r] : 0;
            float *to = pass.out.at(row, head, t0 + r);
            for (int64_t d = 0; d < size; d += V::lanes) tiles::store<V>(to + d, tiles::load<V>(sums + r * size + d) * share);
            pass.logSums[(row * shape.heads + head) * shape.queries + t0 + r] = total[r] != 0 ? largest[r] + std::log(total[r]) : 0;
        }
    }
};

}  // namespace

void forward(const Shape &shape, View q, View k, View v, View out, float *logSums) {
    const int64_t blocks = shape.blocks(), lists = shape.rows * shape.groups;
    std::vector<float> turned(lists * blocks * shape.size * wide);
    at::parallel_for(0, lists * blocks, 4, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; index++) {
            const int64_t list = index / blocks;
            turn(shape, k, list / shape.groups, list % shape.groups, index % blocks,
                 turned.data() + index * shape.size * wide);
        }
    });
    const Pass pass = {shape, q, k, v, out, logSums, turned.data()};
    const int64_t units = (shape.queries + high - 1) / high;
    const auto unit = tiles::level<Unit, const Pass *, int64_t, int64_t, int64_t, float *>();
    at::parallel_for(0, shape.rows * shape.heads * units, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> room(scratch(shape));
        for (int64_t index = begin; index < end; index++) {
            const int64_t list = index / units;
            unit(&pass, list / shape.heads, list % shape.heads, index % units * high, room.data());
        }
    });
}

}  // namespace causal

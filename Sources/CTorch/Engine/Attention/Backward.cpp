// The way back through causal attention: weights are computed again from the logarithms of their sums (Dao et al. 2022).
//
//     P = e^(q kᵀ scale - logSum)     dV = Pᵀ dO     dP = dO Vᵀ     dS = P (dP - dO·O)
//     dQ = dS K scale                 dK = dSᵀ Q scale
#include <ATen/Parallel.h>

#include "Causal.h"
#include "../Levels.h"

namespace causal {
namespace {

struct Pass {
    const Shape &shape;
    View q, k, v, out;
    const float *logSums;
    View gradient, dq, dk, dv;
};

// Scratch of a thread, for one head at a time.
struct Room {
    std::vector<float> keys, values, dk, dv, queries, gradients, dq, deltas;
    float weights[high * wide], slopes[high * wide];

    explicit Room(const Shape &shape) {
        const int64_t columns = shape.blocks() * wide * shape.size;
        for (auto *list : {&keys, &values, &dk, &dv}) list->resize(columns);
        const int64_t tiles = (shape.queries + tiles::tall - 1) / tiles::tall * tiles::tall;
        for (auto *list : {&queries, &gradients, &dq}) list->resize(tiles * shape.size);
        deltas.resize(shape.queries);
    }
};

// From scores and dP of one query over a block: its weights and dS; zeros where it sees nothing.
template <class V>
RETMASK_INLINE void slopes(float *weights, float *slopes, int64_t begin, int64_t end, float logSum, float delta) {
    begin = std::clamp<int64_t>(begin, 0, wide);
    end = std::clamp<int64_t>(end, begin, wide);
    for (int64_t j = begin / V::lanes * V::lanes; j < end; j += V::lanes) {
        const auto share = tiles::exponential<V>(tiles::load<V>(weights + j) - logSum);
        tiles::store<V>(weights + j, share);
        tiles::store<V>(slopes + j, share * (tiles::load<V>(slopes + j) - delta));
    }
    for (float *list : {weights, slopes}) {
        std::fill(list, list + begin, 0.0f);
        std::fill(list + end, list + wide, 0.0f);
    }
}

struct Unit {
    template <class V>
    static RETMASK_INLINE void run(const Pass *pass, int64_t row, int64_t head, Room *room) {
        const Shape &shape = pass->shape;
        const int64_t size = shape.size, group = head / shape.each();
        for (int64_t block = 0; block < shape.blocks(); block++) {
            turn(shape, pass->k, row, group, block, room->keys.data() + block * size * wide);
            turn(shape, pass->v, row, group, block, room->values.data() + block * size * wide);
        }
        std::fill(room->dk.begin(), room->dk.end(), 0.0f);
        std::fill(room->dv.begin(), room->dv.end(), 0.0f);
        one<V>(*pass, row, head, *room);
        for (int64_t s = 0; s < shape.columns; s++) {
            std::copy_n(room->dk.data() + s * size, size, pass->dk.at(row, head, s));
            std::copy_n(room->dv.data() + s * size, size, pass->dv.at(row, head, s));
        }
    }

    template <class V>
    static RETMASK_INLINE void one(const Pass &pass, int64_t row, int64_t head, Room &room) {
        const Shape &shape = pass.shape;
        const int64_t size = shape.size;
        copy(pass.q, row, head, 0, shape.queries, size, shape.scale, room.queries.data());
        copy(pass.gradient, row, head, 0, shape.queries, size, 1, room.gradients.data());
        std::fill(room.dq.begin(), room.dq.end(), 0.0f);
        for (int64_t t = 0; t < shape.queries; t++) {
            typename V::Type sum = {};
            const float *out = pass.out.at(row, head, t);
            for (int64_t d = 0; d < size; d += V::lanes)
                sum += tiles::load<V>(room.gradients.data() + t * size + d) * tiles::load<V>(out + d);
            room.deltas[t] = tiles::total<V>(sum);
        }
        for (int64_t block = 0; block < shape.blocks(); block++)
            for (int64_t t0 = 0; t0 < shape.queries; t0 += high) {
                const int64_t count = std::min(high, shape.queries - t0);
                if (!Sight(shape, row, t0, t0 + count - 1, block * wide).isEmpty())
                    patch<V>(pass, row, head, block, t0, count, room);
            }
        for (int64_t t = 0; t < shape.queries; t++) {
            float *to = pass.dq.at(row, head, t);
            for (int64_t d = 0; d < size; d++) to[d] = room.dq[t * size + d] * shape.scale;
        }
    }

    // `count` queries from t0 on and one block of columns.
    template <class V>
    static RETMASK_INLINE void patch(
        const Pass &pass, int64_t row, int64_t head, int64_t block, int64_t t0, int64_t count, Room &room) {
        const Shape &shape = pass.shape;
        const int64_t size = shape.size, group = head / shape.each(), column = block * wide;
        const float *logSums = pass.logSums + (row * shape.heads + head) * shape.queries;
        const float *keys = room.keys.data() + column * size, *values = room.values.data() + column * size;
        for (int64_t at = 0; at < count; at += tiles::tall) {
            float *weights = room.weights + at * wide, *dS = room.slopes + at * wide;
            const int64_t first = t0 + at, last = std::min(first + tiles::tall, t0 + count) - 1;
            const Sight sight(shape, row, first, last, column);
            if (sight.isEmpty()) {
                std::fill(weights, weights + tiles::tall * wide, 0.0f);
                std::fill(dS, dS + tiles::tall * wide, 0.0f);
                continue;
            }
            const int64_t vectors = (sight.end + V::lanes - 1) / V::lanes;
            tiles::strip<V>(
                {room.queries.data() + first * size, size, 1}, keys, wide, weights, wide, vectors, size, false);
            tiles::strip<V>(
                {room.gradients.data() + first * size, size, 1}, values, wide, dS, wide, vectors, size, false);
            for (int64_t r = 0; r < tiles::tall; r++) {
                const int64_t t = first + r;
                const bool isThere = t <= last;
                slopes<V>(
                    weights + r * wide, dS + r * wide, isThere ? shape.lowest(row, t) - column : 0,
                    isThere ? shape.end(t) - column : 0, isThere ? logSums[t] : 0, isThere ? room.deltas[t] : 0);
            }
            tiles::strip<V>(
                {dS + sight.begin, wide, 1}, pass.k.at(row, group, column + sight.begin), pass.k.place,
                room.dq.data() + first * size, size, size / V::lanes, sight.end - sight.begin, true);
        }
        const int64_t seen = std::min(wide, shape.end(t0 + count - 1) - column);
        for (int64_t j = 0; j < seen; j += tiles::tall) {
            // Queries before this one see none of these columns.
            const int64_t from = std::max<int64_t>(0, column + j - shape.offset() - t0);
            const int64_t to = (column + j) * size;
            tiles::strip<V>(
                {room.weights + from * wide + j, 1, wide}, room.gradients.data() + (t0 + from) * size, size,
                room.dv.data() + to, size, size / V::lanes, count - from, true);
            tiles::strip<V>(
                {room.slopes + from * wide + j, 1, wide}, room.queries.data() + (t0 + from) * size, size,
                room.dk.data() + to, size, size / V::lanes, count - from, true);
        }
    }
};

}  // namespace

void backward(
    const Shape &shape, View q, View k, View v, View out, const float *logSums, View gradient, View dq, View dk, View dv) {
    const Pass pass = {shape, q, k, v, out, logSums, gradient, dq, dk, dv};
    const auto unit = tiles::level<Unit, const Pass *, int64_t, int64_t, Room *>();
    at::parallel_for(0, shape.rows * shape.heads, 1, [&](int64_t begin, int64_t end) {
        auto room = std::make_unique<Room>(shape);
        for (int64_t index = begin; index < end; index++)
            unit(&pass, index / shape.heads, index % shape.heads, room.get());
    });
}

}  // namespace causal

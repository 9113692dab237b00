// Causal attention of some queries at the end of their rows: what its two directions have in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "../Tiles.h"

namespace causal {

// Columns and queries of a block. Both are multiples of `tiles::kTileM` and of the widest vector, so no
// tile is cut off; 96 columns of 64 numbers are 24 KB, so keys and values stay in the second cache.
constexpr int64_t kBlockN = 96;
constexpr int64_t kBlockM = 48;

// [rows, heads, positions, headDim] with any strides but of the last dimension, which is 1.
struct View {
    float *data;
    int64_t row, head, position;

    float *at(int64_t r, int64_t h, int64_t p) const { return data + r * row + h * head + p * position; }
};

// Query t of T sees the columns max(first, t + S - T - window + 1) ... t + S - T of S.
struct Shape {
    int64_t rows, heads, kvHeads, queries, columns, headDim;
    // The first column that each row sees.
    const int64_t *first;
    // Columns that a query sees, its own included.
    int64_t window;
    float scale;

    int64_t offset() const { return columns - queries; }
    int64_t groupSize() const { return heads / kvHeads; }
    int64_t blocks() const { return (columns + kBlockN - 1) / kBlockN; }
    int64_t firstVisible(int64_t row, int64_t query) const {
        return std::max(first[row], query + offset() - window + 1);
    }
    // Behind the last column that it sees.
    int64_t end(int64_t query) const { return query + offset() + 1; }
};

// A block of keys (or values) transposed, [headDim, kBlockN], zeros behind the last column.
inline void packTransposed(const Shape &shape, const View &x, int64_t row, int64_t kvHead, int64_t block, float *to) {
    const int64_t from = block * kBlockN, count = std::min(kBlockN, shape.columns - from);
    constexpr int64_t part = 16;
    for (int64_t d0 = 0; d0 < shape.headDim; d0 += part)
        for (int64_t j = 0; j < count; j++) {
            const float *vector = x.at(row, kvHead, from + j) + d0;
#pragma GCC unroll 16
            for (int64_t d = 0; d < part; d++) to[(d0 + d) * kBlockN + j] = vector[d];
        }
    if (count < kBlockN)
        for (int64_t d = 0; d < shape.headDim; d++) std::fill(to + d * kBlockN + count, to + (d + 1) * kBlockN, 0.0f);
}

// Positions of a head one after the other, times a factor; zeros up to a whole tile.
inline void copy(
    const View &x, int64_t row, int64_t head, int64_t from, int64_t count, int64_t headDim, float factor, float *to) {
    for (int64_t t = 0; t < count; t++) {
        const float *vector = x.at(row, head, from + t);
        for (int64_t d = 0; d < headDim; d++) to[t * headDim + d] = vector[d] * factor;
    }
    const int64_t whole = (count + tiles::kTileM - 1) / tiles::kTileM * tiles::kTileM;
    std::fill(to + count * headDim, to + whole * headDim, 0.0f);
}

// The columns of a block that the queries from `query` to `last` see, counted from the block's first.
struct VisibleRange {
    int64_t begin, end;

    VisibleRange(const Shape &shape, int64_t row, int64_t query, int64_t last, int64_t column)
        : begin(std::max<int64_t>(0, shape.firstVisible(row, query) - column)),
          end(std::min(kBlockN, shape.end(last) - column)) {}

    bool isEmpty() const { return begin >= end; }
};

void forward(const Shape &, View q, View k, View v, View out, float *lse);
// `dk` and `dv` are those of each query head.
void backward(
    const Shape &, View q, View k, View v, View out, const float *lse, View dOut, View dq, View dk, View dv);

}  // namespace causal

// Causal attention of some queries at the end of their rows: what its two directions have in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "../Tiles.h"

namespace causal {

// Columns and queries that are taken at a time. Both are multiples of `tiles::tall` and of the widest vector, so no
// tile is cut off; 96 columns of 64 numbers are 24 KB, so keys and values stay in the second cache.
constexpr int64_t wide = 96;
constexpr int64_t high = 48;

// [rows, heads, places, size] as it lies; the numbers of a vector lie side by side.
struct View {
    float *data;
    int64_t row, head, place;

    float *at(int64_t r, int64_t h, int64_t p) const { return data + r * row + h * head + p * place; }
};

// Query t of T sees the columns max(first, t + S - T - window + 1) ... t + S - T of S.
struct Shape {
    int64_t rows, heads, groups, queries, columns, size;
    // The first column that each row sees.
    const int64_t *first;
    // Columns that a query sees, its own included.
    int64_t window;
    float scale;

    int64_t offset() const { return columns - queries; }
    int64_t each() const { return heads / groups; }
    int64_t blocks() const { return (columns + wide - 1) / wide; }
    int64_t lowest(int64_t row, int64_t query) const {
        return std::max(first[row], query + offset() - window + 1);
    }
    // Behind the last column that it sees.
    int64_t end(int64_t query) const { return query + offset() + 1; }
};

// Keys (or values) turned over, block by block: [blocks, size, wide], zeros behind the last column.
inline void turn(const Shape &shape, const View &x, int64_t row, int64_t group, int64_t block, float *to) {
    const int64_t from = block * wide, count = std::min(wide, shape.columns - from);
    constexpr int64_t part = 16;
    for (int64_t d0 = 0; d0 < shape.size; d0 += part)
        for (int64_t j = 0; j < count; j++) {
            const float *vector = x.at(row, group, from + j) + d0;
#pragma GCC unroll 16
            for (int64_t d = 0; d < part; d++) to[(d0 + d) * wide + j] = vector[d];
        }
    if (count < wide)
        for (int64_t d = 0; d < shape.size; d++) std::fill(to + d * wide + count, to + (d + 1) * wide, 0.0f);
}

// Places of a head one after the other, times a factor; zeros up to a whole tile.
inline void copy(const View &x, int64_t row, int64_t head, int64_t from, int64_t count, int64_t size, float factor, float *to) {
    for (int64_t t = 0; t < count; t++) {
        const float *vector = x.at(row, head, from + t);
        for (int64_t d = 0; d < size; d++) to[t * size + d] = vector[d] * factor;
    }
    const int64_t whole = (count + tiles::tall - 1) / tiles::tall * tiles::tall;
    std::fill(to + count * size, to + whole * size, 0.0f);
}

// The columns of a block that the `tiles::tall` queries from one on see, counted from the block's first.
struct Sight {
    int64_t begin, end;

    Sight(const Shape &shape, int64_t row, int64_t query, int64_t last, int64_t column)
        : begin(std::max<int64_t>(0, shape.lowest(row, query) - column)),
          end(std::min(wide, shape.end(last) - column)) {}

    bool isEmpty() const { return begin >= end; }
};

void forward(const Shape &, View q, View k, View v, View out, float *logSums);
// `dk` and `dv` are those of each query head.
void backward(
    const Shape &, View q, View k, View v, View out, const float *logSums, View gradient, View dq, View dk, View dv);

}  // namespace causal

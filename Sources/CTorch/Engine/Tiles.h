// Small matrix products that keep their sums in registers, and the exponential: what the kernels of this folder are made of.
#pragma once

#include <cstdint>
#include <limits>

// Everything below is inlined into functions that are compiled for a certain CPU (CpuDispatch.h).
#define RETMASK_INLINE inline __attribute__((always_inline))

namespace tiles {

// Vectors of `Lanes` numbers; a tile of `kTileM` rows of `tileVectors` of them fills the registers.
template <int Lanes, int TileVectors>
struct Vectors {
    typedef float Type __attribute__((vector_size(Lanes * sizeof(float)), aligned(4)));
    typedef int32_t Ints __attribute__((vector_size(Lanes * sizeof(float)), aligned(4)));
    static constexpr int lanes = Lanes;
    static constexpr int tileVectors = TileVectors;
};

constexpr int kTileM = 6;

template <class V>
RETMASK_INLINE typename V::Type load(const float *from) {
    return *reinterpret_cast<const typename V::Type *>(from);
}

template <class V>
RETMASK_INLINE void store(float *to, typename V::Type value) {
    *reinterpret_cast<typename V::Type *>(to) = value;
}

template <class V>
RETMASK_INLINE typename V::Type broadcast(float value) {
    return value - typename V::Type{};
}

// A matrix with any strides: the number of row r and column c is at data[r * row + c * column].
struct Factor {
    const float *data;
    int64_t row, column;
};

// c [kTileM, Wide vectors] = a [kTileM, depth] b [depth, Wide vectors], added to c if `adds`.
template <class V, int Wide>
RETMASK_INLINE void tile(
    Factor a, const float *b, int64_t bRow, float *c, int64_t cRow, int64_t depth, bool adds) {
    typename V::Type sums[kTileM][Wide];
#pragma GCC unroll 6
    for (int r = 0; r < kTileM; r++)
#pragma GCC unroll 4
        for (int w = 0; w < Wide; w++)
            sums[r][w] = adds ? load<V>(c + r * cRow + w * V::lanes) : typename V::Type{};
    for (int64_t at = 0; at < depth; at++) {
        typename V::Type factors[Wide];
#pragma GCC unroll 4
        for (int w = 0; w < Wide; w++) factors[w] = load<V>(b + at * bRow + w * V::lanes);
#pragma GCC unroll 6
        for (int r = 0; r < kTileM; r++) {
            const float one = a.data[r * a.row + at * a.column];
#pragma GCC unroll 4
            for (int w = 0; w < Wide; w++) sums[r][w] += one * factors[w];
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < kTileM; r++)
#pragma GCC unroll 4
        for (int w = 0; w < Wide; w++) store<V>(c + r * cRow + w * V::lanes, sums[r][w]);
}

// The same for rows of any number of vectors.
template <class V>
RETMASK_INLINE void strip(
    Factor a, const float *b, int64_t bRow, float *c, int64_t cRow, int64_t vectors, int64_t depth, bool adds) {
    int64_t w = 0;
    for (; vectors - w >= V::tileVectors; w += V::tileVectors)
        tile<V, V::tileVectors>(a, b + w * V::lanes, bRow, c + w * V::lanes, cRow, depth, adds);
    const int64_t rest = vectors - w;
    b += w * V::lanes;
    c += w * V::lanes;
    if (V::tileVectors > 3 && rest == 3) tile<V, 3>(a, b, bRow, c, cRow, depth, adds);
    if (V::tileVectors > 2 && rest == 2) tile<V, 2>(a, b, bRow, c, cRow, depth, adds);
    if (rest == 1) tile<V, 1>(a, b, bRow, c, cRow, depth, adds);
}

// e^x for x <= 88; 0 where x is below -87.3 (also -infinity).
//
// e^x = 2^n e^r with n = x / ln 2 rounded and |r| <= ln 2 / 2; e^r by the polynomial of Cephes' expf.
template <class V>
RETMASK_INLINE typename V::Type exponential(typename V::Type x) {
    using Type = typename V::Type;
    using Ints = typename V::Ints;
    // Adding it leaves the whole part in the lowest bits.
    constexpr float magic = 12582912.0f;
    const Type shifted = x * 1.44269504088896341f + magic;
    const Type n = shifted - magic;
    const Type r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    Type p = 1.9875691500e-4f * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const Type power = (Type)(((Ints)shifted + 127) << 23);
    return x < -87.3f ? Type{} : p * power;
}

template <class V>
RETMASK_INLINE typename V::Type max(typename V::Type one, typename V::Type two) {
    return one > two ? one : two;
}

template <class V>
RETMASK_INLINE float reduceMax(typename V::Type values) {
    float result = values[0];
#pragma GCC unroll 16
    for (int i = 1; i < V::lanes; i++) result = values[i] > result ? values[i] : result;
    return result;
}

template <class V>
RETMASK_INLINE float reduceSum(typename V::Type values) {
#pragma GCC unroll 4
    for (int half = V::lanes / 2; half > 0; half /= 2)
#pragma GCC unroll 8
        for (int i = 0; i < half; i++) values[i] += values[i + half];
    return values[0];
}

}  // namespace tiles

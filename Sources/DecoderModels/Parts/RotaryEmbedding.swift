import Foundation
import Torch

/// Rotary position embedding (Su et al. 2021), as a table of frequencies.
///
/// Dimension pairs (i, i + D/2) of a head are rotated by `position * frequency[i]`.
struct RotaryEmbedding {
    /// [D/2], float32.
    let frequencies: Tensor
    /// Cosine and sine are multiplied by this (YaRN's attention temperature), else 1.
    let attentionFactor: Double

    /// - Parameter headDim: D, even.
    init(_ settings: RotarySettings, headDim: Int, device: Device) throws {
        let half = headDim / 2
        // theta^(-2i/D), in float32 step by step as the reference computes it.
        let exponents =
            try Tensor.arange(0, headDim, step: 2).to(.float32)
            / Double(headDim)
        let powers = try Op("aten::pow", "Scalar").tensor(
            .double(settings.theta), .tensor(exponents))
        let plain = try Tensor.ones([half]) / powers
        switch settings.scaling {
        case nil: (frequencies, attentionFactor) = (try plain.to(device), 1)
        case .linear(let factor):
            (frequencies, attentionFactor) = (try (plain / factor).to(device), 1)
        case .llama3(let factor, let low, let high, let original):
            let scaled = try Self.llama3(
                plain.floats(), factor: Float(factor), low: Float(low), high: Float(high),
                original: Float(original))
            (frequencies, attentionFactor) = (try Tensor(scaled, shape: [half]).to(device), 1)
        case .yarn(let yarn):
            let scaled = try Self.yarn(
                plain.floats(), yarn, theta: settings.theta, dim: headDim,
                original: Double(yarn.original))
            frequencies = try Tensor(scaled, shape: [half]).to(device)
            attentionFactor = Self.temperature(yarn)
        }
    }

    static func llama3(
        _ plain: [Float], factor: Float, low: Float, high: Float, original: Float
    ) -> [Float] {
        plain.map { frequency in
            let wavelength = 2 * Float.pi / frequency
            if wavelength < original / high { return frequency }
            if wavelength > original / low { return frequency / factor }
            let smooth = (original / wavelength - low) / (high - low)
            return (1 - smooth) * frequency / factor + smooth * frequency
        }
    }

    static func yarn(
        _ plain: [Float], _ yarn: RopeScaling.Yarn, theta: Double, dim: Int, original: Double
    ) -> [Float] {
        /// The dimension that makes `rotations` rotations over the original context.
        func dimension(_ rotations: Double) -> Double {
            Double(dim) * log(original / (rotations * 2 * .pi)) / (2 * log(theta))
        }
        var low = dimension(yarn.betaFast ?? 32)
        var high = dimension(yarn.betaSlow ?? 1)
        if yarn.truncate ?? true { (low, high) = (floor(low), ceil(high)) }
        low = max(low, 0)
        high = min(high, Double(dim - 1))
        if low == high { high += 0.001 }
        return plain.enumerated().map { index, frequency in
            let ramp = min(max((Float(index) - Float(low)) / Float(high - low), 0), 1)
            return frequency / Float(yarn.factor) * ramp + frequency * (1 - ramp)
        }
    }

    static func temperature(_ yarn: RopeScaling.Yarn) -> Double {
        func scale(_ mscale: Double) -> Double {
            yarn.factor <= 1 ? 1 : 0.1 * mscale * log(yarn.factor) + 1
        }
        if let factor = yarn.attentionFactor { return factor }
        if let one = yarn.mscale, let all = yarn.mscaleAllDim, one != 0, all != 0 {
            return scale(one) / scale(all)
        }
        return scale(1)
    }

    /// - Parameter positions: [B or 1, T], int64.
    func angles(at positions: Tensor, dtype: DType) throws -> RotaryAngles {
        let angles = try positions.to(.float32).unsqueeze(-1) * frequencies
        let both = try Tensor.cat([angles, angles], dim: -1).unsqueeze(1)
        var (cosine, sine) = (try both.cos(), try both.sin())
        if attentionFactor != 1 {
            (cosine, sine) = (try cosine * attentionFactor, try sine * attentionFactor)
        }
        return RotaryAngles(cosine: try cosine.to(dtype), sine: try sine.to(dtype))
    }
}

/// Cosines and sines of the angles at given positions; made once per forward pass, used by every layer.
struct RotaryAngles {
    /// [B or 1, 1, T, D]
    let cosine: Tensor
    let sine: Tensor

    /// Those of some tokens, [n].
    func select(_ indices: Tensor) throws -> RotaryAngles {
        RotaryAngles(
            cosine: try cosine.indexSelect(2, indices), sine: try sine.indexSelect(2, indices))
    }

    /// x [B, H, T, D], rotated.
    func apply(_ x: Tensor) throws -> Tensor { try x.rotated(cosine: cosine, sine: sine) }
}

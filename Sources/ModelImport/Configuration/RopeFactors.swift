import Foundation
import GGUF
import Storage

/// The tensor `rope_freqs.weight`, by whose numbers the frequencies of the rotation are divided; the convert
/// script computes them from the four numbers of Llama 3.1's scaling.
///
/// With `x = original / wavelength`, a frequency is divided by `1 / ((1 - s) / factor + s)`, where `s` is
/// `(x - low) / (high - low)`, cut to 0...1. Only `original / low` and `original / high` matter, so `low` is 1 here
/// as in every model of Llama.
struct RopeFactors {
    static let tensor = "rope_freqs.weight"

    /// The four numbers of `rope_scaling`.
    struct Scaling: Equatable {
        var factor: Double
        var low = 1.0
        var high: Double
        var original: Int
    }

    /// One for each pair of dimensions.
    let factors: [Float]
    let theta: Double

    /// Turns over 2π per position of each pair: the inverse wavelengths.
    private var frequencies: [Double] {
        factors.indices.map {
            pow(theta, -Double($0) / Double(factors.count)) / (2 * .pi)
        }
    }

    /// The scaling of which these are the factors; nil when all are 1.
    ///
    /// - Throws: `DataError` when no scaling of this kind gives these factors.
    func scaling(_ file: String) throws -> Scaling? {
        guard factors.contains(where: { $0 != 1 }) else { return nil }
        // The slowest pair is divided by the whole factor.
        let factor = Double("\(factors[factors.count - 1])") ?? .nan
        guard factor.isFinite, factor > 1 else { throw refusal(file) }
        let usual = Scaling(factor: factor, high: 4, original: 8192)
        for candidate in [usual] + near(factor) + fitted(factor) where gives(candidate) {
            return candidate
        }
        throw refusal(file)
    }

    private func refusal(_ file: String) -> DataError {
        DataError(
            "\(file): \(Self.tensor) has factors that are not those of Llama 3.1's scaling, so they cannot be written into config.json."
        )
    }

    /// Whether the factors are those of a scaling, to what float32 leaves of them.
    private func gives(_ scaling: Scaling) -> Bool {
        zip(factors, frequencies).allSatisfy { found, frequency in
            let place = Double(scaling.original) * frequency
            let smooth = (place - scaling.low) / (scaling.high - scaling.low)
            let part = min(max(smooth, 0), 1)
            let wanted = 1 / ((1 - part) / scaling.factor + part)
            return abs(Double(found) - wanted) <= 4e-6 * wanted
        }
    }

    /// A pair of dimensions on the ramp between 1 and the factor, and the place `s` on it.
    private typealias Point = (place: Double, frequency: Double)

    private func ramp(_ factor: Double) -> [Point] {
        var points: [Point] = []
        for (found, frequency) in zip(factors.map(Double.init), frequencies)
        where found > 1 && found < factor {
            points.append(((1 / found - 1 / factor) / (1 - 1 / factor), frequency))
        }
        return points
    }

    /// Scalings with a usual `high`: through a point of the ramp, or where no pair is on it, of any length
    /// that is a power of two. Small heads leave several, which all rotate alike.
    private func near(_ factor: Double) -> [Scaling] {
        let point = ramp(factor).first
        var found: [Scaling] = []
        for high in [4.0, 2, 8, 16, 32] {
            var lengths = (0...30).map { 1 << $0 }
            if let point {
                lengths = Self.whole((point.place * (high - 1) + 1) / point.frequency)
            }
            found += lengths.map { Scaling(factor: factor, high: high, original: $0) }
        }
        return found
    }

    /// A length and the multiple of 256 beside it.
    private static func whole(_ length: Double) -> [Int] {
        guard length.isFinite, length < 1e9 else { return [] }
        return [Int(length.rounded()), Int((length / 256).rounded()) * 256].filter { $0 > 0 }
    }

    /// Scalings through the first and the last point of the ramp, on which the places are a straight line over
    /// the frequencies.
    private func fitted(_ factor: Double) -> [Scaling] {
        let ramp = ramp(factor)
        guard let first = ramp.first, let last = ramp.last, first.frequency != last.frequency else {
            return []
        }
        let slope = (first.place - last.place) / (first.frequency - last.frequency)
        let base = slope * first.frequency - first.place
        guard slope > 0, base > 0 else { return [] }
        let (high, original) = (1 + 1 / base, slope / base)
        guard high.isFinite, high < 1e6 else { return [] }
        // Whole numbers, and halves, as people write them.
        return [(high * 2).rounded() / 2, high].filter { $0 > 1 }.flatMap { high in
            Self.whole(original).map { Scaling(factor: factor, high: high, original: $0) }
        }
    }
}

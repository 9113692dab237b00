import Foundation
import Storage
import Testing

@testable import ModelImport

/// The four numbers of Llama 3.1's scaling, from the factors that the convert script makes of them.
@Suite struct RopeFactorsTests {
    /// As the convert script computes them, in float32 where it does.
    private func factors(
        _ scaling: RopeFactors.Scaling, theta: Double, size: Int
    ) -> [Float] {
        stride(from: 0, to: size, by: 2).map { place in
            let frequency = 1 / Float(pow(theta, Double(Float(place) / Float(size))))
            let length = 2 * Double.pi / Double(frequency)
            let original = Double(scaling.original)
            if length < original / scaling.high { return 1 }
            if length > original / scaling.low { return Float(scaling.factor) }
            let smooth = (original / length - scaling.low) / (scaling.high - scaling.low)
            return Float(1 / ((1 - smooth) / scaling.factor + smooth))
        }
    }

    @Test(arguments: [
        // Llama 3.1, 3.2, and others that could be.
        (8.0, 4.0, 8192, 128), (32, 4, 8192, 64), (16, 8, 4096, 128), (4, 2, 32768, 128),
        (8, 4, 2048, 64), (2.5, 16, 1024, 256),
    ]) func whatWasWrittenIsFound(
        _ factor: Double, _ high: Double, _ original: Int, _ size: Int
    ) throws {
        let scaling = RopeFactors.Scaling(factor: factor, high: high, original: original)
        let made = factors(scaling, theta: 500_000, size: size)
        #expect(try RopeFactors(factors: made, theta: 500_000).scaling("x") == scaling)
    }

    /// Twice `low`, `high` and `original` is the same rotation.
    @Test func lowIsOne() throws {
        let scaling = RopeFactors.Scaling(factor: 8, low: 2, high: 8, original: 16384)
        let made = factors(scaling, theta: 500_000, size: 128)
        #expect(
            try RopeFactors(factors: made, theta: 500_000).scaling("x")
                == RopeFactors.Scaling(factor: 8, high: 4, original: 8192))
    }

    /// Heads so small that no pair, or one, is between 1 and the factor: what is found gives the same factors.
    @Test(arguments: [
        (8.0, 4.0, 32, 8), (8, 4, 8192, 16), (4, 2, 4096, 16), (2, 4, 4, 64), (16, 3, 512, 8),
    ]) func smallHeads(_ factor: Double, _ high: Double, _ original: Int, _ size: Int) throws {
        let scaling = RopeFactors.Scaling(factor: factor, high: high, original: original)
        let made = factors(scaling, theta: 500_000, size: size)
        let found = try #require(
            try RopeFactors(factors: made, theta: 500_000).scaling("x"))
        let again = factors(found, theta: 500_000, size: size)
        #expect(zip(made, again).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
    }

    @Test func onesAreNoScaling() throws {
        let ones = [Float](repeating: 1, count: 32)
        #expect(try RopeFactors(factors: ones, theta: 10_000).scaling("x") == nil)
    }

    @Test func othersAreRefused() {
        let scaling = RopeFactors.Scaling(factor: 8, high: 4, original: 8192)
        let made = factors(scaling, theta: 500_000, size: 128)
        for place in made.indices {
            var wrong = made
            wrong[place] *= 1.001
            #expect(throws: DataError.self) {
                try RopeFactors(factors: wrong, theta: 500_000).scaling("x")
            }
        }
        #expect(throws: DataError.self) {
            try RopeFactors(factors: made.reversed(), theta: 500_000).scaling("x")
        }
    }
}

import Testing

@testable import Torch

@Suite struct VectorLevelTests {
    @Test func namesOfTheVariable() throws {
        for level in VectorLevel.allCases {
            #expect(try VectorLevel(named: level.name, highest: 2) == level)
        }
        for name in ["AVX2", "mmx", "2"] {
            let error = #expect(throws: TorchError.self) {
                try VectorLevel(named: name, highest: 2)
            }
            #expect(error?.reason == "RETMASK_CPU_LEVEL is \(name); give sse, avx2 or avx512.")
        }
    }

    @Test func moreThanTheMachineHas() throws {
        let one = #expect(throws: TorchError.self) { try VectorLevel(named: "avx512", highest: 1) }
        #expect(one?.reason.hasSuffix("only has sse or avx2.") == true)
        let two = #expect(throws: TorchError.self) { try VectorLevel(named: "avx2", highest: 0) }
        #expect(two?.reason.hasSuffix("only has sse.") == true)
    }

    /// A scope is the thread's, and ends with its body.
    @Test func scopesNest() throws {
        let outside = try VectorLevel.current()
        for level in try VectorLevel.available() {
            try withVectors(level) {
                #expect(try VectorLevel.current() == level)
                let inside = try withVectors(.sse) { try VectorLevel.current() }
                #expect(inside == .sse)
                #expect(try VectorLevel.current() == level)
            }
            #expect(try VectorLevel.current() == outside)
        }
        // Never more than there is.
        let most = try #require(VectorLevel.available().last)
        #expect(try withVectors(.avx512) { try VectorLevel.current() } == most)
    }

    /// The levels are other code: fused products and sums of another width round otherwise somewhere.
    @Test func levelsDiffer() throws {
        let x = try Tensor.known([1, 2, 50, 32], step: 0.6180339)
        let results = try VectorLevel.available().map { level in
            try withVectors(level) { try Tensor.causalAttention(x, x, x).floats() }
        }
        #expect(Set(results).count == results.count)
    }
}

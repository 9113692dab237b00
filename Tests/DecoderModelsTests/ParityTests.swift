import Artifacts
import DecoderModels
import Testing
import Torch

/// Logits against transformers, within 1e-4 (they have a deviation of about 1.8).
@Suite struct ParityTests {
    static let tolerance: Float = 1e-4

    @Test(arguments: Golden.names) func oneShot(_ name: String) throws {
        let golden = try Golden(name)
        let hidden = try golden.model.hidden(Golden.input(golden.tokens))
        let logits = try golden.model.logits(hidden).floats()
        #expect(Golden.distance(logits, golden.logits) < Self.tolerance)
    }

    @Test(arguments: Golden.names) func silencedHeads(_ name: String) throws {
        let golden = try Golden(name)
        // The first row as it is, the second without the heads, in one batch.
        let gates = try golden.model.gates([[], golden.heads])
        let hidden = try golden.model.hidden(Golden.input(golden.tokens), gates: gates)
        let logits = try golden.model.logits(hidden).floats()
        let all = 0..<golden.length
        let expected = golden.expected(0, all) + golden.expected(1, all, masked: true)
        #expect(Golden.distance(logits, expected) < Self.tolerance)
        // The heads matter in the fixture, so the test can fail.
        #expect(Golden.distance(golden.logits, golden.masked) > 0.1)
    }

    @Test(arguments: Golden.names, [1, 3, 7, 16]) func chunkedPrefill(
        _ name: String, chunk: Int
    ) throws {
        let golden = try Golden(name)
        let cache = KeyValueCache(padding: [0, 0], capacity: 8)
        let gates = try golden.model.gates([golden.heads, []])
        for start in stride(from: 0, to: golden.length, by: chunk) {
            let part = start..<min(start + chunk, golden.length)
            let rows = golden.tokens.map { Array($0[part]) }
            let hidden = try golden.model.hidden(
                Golden.input(rows), cache: cache, gates: gates)
            let logits = try golden.model.logits(hidden).floats()
            let expected = golden.expected(0, part, masked: true) + golden.expected(1, part)
            #expect(Golden.distance(logits, expected) < Self.tolerance, "from \(start)")
        }
        #expect(cache.length == golden.length)
    }

    /// Rows of different lengths in one batch, padded on the left, continued token by token.
    @Test(arguments: Golden.names) func paddedDecode(_ name: String) throws {
        let golden = try Golden(name)
        let lengths = [30, 13]
        let padding = [0, 17]
        let cache = KeyValueCache(padding: padding, capacity: 31)
        let prompts = (0..<2).map {
            Array(repeating: 0, count: padding[$0]) + golden.tokens[$0].prefix(lengths[$0])
        }
        var hidden = try golden.model.hidden(Golden.input(prompts), cache: cache)
            .select(1, 29)
        for step in 0..<10 {
            let logits = try golden.model.logits(hidden).floats()
            let expected = (0..<2).flatMap { row in
                golden.expected(row, lengths[row] - 1 + step..<lengths[row] + step)
            }
            #expect(Golden.distance(logits, expected) < Self.tolerance, "step \(step)")
            let next = (0..<2).map { [golden.tokens[$0][lengths[$0] + step]] }
            hidden = try golden.model.hidden(Golden.input(next), cache: cache).select(1, 0)
        }
    }

    /// Rows that leave the batch do not disturb the others.
    @Test(arguments: Golden.names) func selectedRows(_ name: String) throws {
        let golden = try Golden(name)
        let cache = KeyValueCache(padding: [0, 0, 0], capacity: 20)
        let rows = [golden.tokens[0], golden.tokens[1], golden.tokens[0]].map {
            Array($0.prefix(20))
        }
        _ = try golden.model.hidden(Golden.input(rows), cache: cache)
        try cache.select([1])
        let hidden = try golden.model.hidden(
            Golden.input([[golden.tokens[1][20]]]), cache: cache)
        let logits = try golden.model.logits(hidden).floats()
        #expect(Golden.distance(logits, golden.expected(1, 20..<21)) < Self.tolerance)
    }

    /// Where each head looks, also past the sliding window and in padded rows.
    @Test(arguments: Golden.names) func observation(_ name: String) throws {
        let golden = try Golden(name)
        let observer = AttentionObserver()
        _ = try golden.model.hidden(Golden.input(golden.tokens), observer: observer)
        #expect(try observer.take(padding: [0, 0]) == golden.attended)
        let cache = KeyValueCache(padding: [5, 0], capacity: 50)
        let shifted = [
            Array(repeating: 0, count: 5) + golden.tokens[0],
            Array(golden.tokens[1].prefix(5)) + golden.tokens[1],
        ]
        _ = try golden.model.hidden(Golden.input(shifted), cache: cache, observer: observer)
        #expect(try observer.take(padding: [5, 0])[0] == golden.attended[0])
    }
}

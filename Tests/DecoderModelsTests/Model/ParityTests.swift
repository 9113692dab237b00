import Artifacts
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Logits against transformers (they have a deviation of about 1.8), up to the roundings of both.
@Suite struct ParityTests {
    @Test(arguments: Golden.names) func oneShot(_ name: String) throws {
        let golden = try Golden(name)
        let hidden = try golden.model.hiddenStates(Golden.input(golden.tokens))
        let logits = try golden.model.logits(hidden).floats()
        #expect(
            Roundoff.holds(
                Double(Golden.distance(logits, golden.logits)), Double(golden.bound),
                "parity \(name)"))
        // Ours alone against float64.
        let wide = try golden.model.wide()
        let exact = try wide.logits(wide.hiddenStates(Golden.input(golden.tokens))).floats()
        #expect(Golden.distance(logits, exact) <= golden.bound)
    }

    /// Tests that compare where heads look and which token is likeliest rest on this: none of them is a tie that
    /// rounding could decide. Every weight is off by 16 roundings, which moves logits further than float32 does.
    @Test(arguments: Golden.names) func nothingIsDecidedByRounding(_ name: String) throws {
        let golden = try Golden(name)
        let wide = try golden.model.wide(nudge: 16 * Roundoff.unit, seed: 7)
        let hook = ArgmaxHook()
        let hidden = try wide.hiddenStates(Golden.input(golden.tokens), hook: hook)
        #expect(try hook.take(padding: [0, 0]) == golden.attended)
        let nudged = try wide.logits(hidden).floats()
        let narrow = try golden.model.logits(golden.model.hiddenStates(Golden.input(golden.tokens)))
        let moved = Golden.distance(nudged, golden.logits)
        #expect(moved > Golden.distance(try narrow.floats(), golden.logits))
    }

    @Test(arguments: Golden.names) func silencedHeads(_ name: String) throws {
        let golden = try Golden(name)
        // The first row as it is, the second without the heads, in one batch.
        let gates = try golden.model.gates([.none, HeadAblation(golden.heads)])
        let hidden = try golden.model.hiddenStates(Golden.input(golden.tokens), gates: gates)
        let logits = try golden.model.logits(hidden).floats()
        let all = 0..<golden.length
        let expected = golden.expected(0, all) + golden.expected(1, all, masked: true)
        #expect(Golden.distance(logits, expected) <= golden.bound)
        // The heads matter in the fixture, so the test can fail.
        #expect(Golden.distance(golden.logits, golden.masked) > 0.1)
    }

    @Test(arguments: Golden.names, [1, 3, 7, 16]) func chunkedPrefill(
        _ name: String, chunk: Int
    ) throws {
        let golden = try Golden(name)
        let cache = KeyValueCache(padding: [0, 0], capacity: 8)
        let gates = try golden.model.gates([HeadAblation(golden.heads), .none])
        for start in stride(from: 0, to: golden.length, by: chunk) {
            let part = start..<min(start + chunk, golden.length)
            let rows = golden.tokens.map { Array($0[part]) }
            let hidden = try golden.model.hiddenStates(
                Golden.input(rows), cache: cache, gates: gates)
            let logits = try golden.model.logits(hidden).floats()
            let expected = golden.expected(0, part, masked: true) + golden.expected(1, part)
            #expect(Golden.distance(logits, expected) <= golden.bound, "from \(start)")
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
        var hidden = try golden.model.hiddenStates(Golden.input(prompts), cache: cache)
            .select(1, 29)
        for step in 0..<10 {
            let logits = try golden.model.logits(hidden).floats()
            let expected = (0..<2).flatMap { row in
                golden.expected(row, lengths[row] - 1 + step..<lengths[row] + step)
            }
            #expect(Golden.distance(logits, expected) <= golden.bound, "step \(step)")
            let next = (0..<2).map { [golden.tokens[$0][lengths[$0] + step]] }
            hidden = try golden.model.hiddenStates(Golden.input(next), cache: cache).select(1, 0)
        }
    }

    /// Rows that leave the batch do not disturb the others.
    @Test(arguments: Golden.names) func selectedRows(_ name: String) throws {
        let golden = try Golden(name)
        let cache = KeyValueCache(padding: [0, 0, 0], capacity: 20)
        let rows = [golden.tokens[0], golden.tokens[1], golden.tokens[0]].map {
            Array($0.prefix(20))
        }
        _ = try golden.model.hiddenStates(Golden.input(rows), cache: cache)
        try cache.select([1])
        let hidden = try golden.model.hiddenStates(
            Golden.input([[golden.tokens[1][20]]]), cache: cache)
        let logits = try golden.model.logits(hidden).floats()
        #expect(Golden.distance(logits, golden.expected(1, 20..<21)) <= golden.bound)
    }

    /// Where each head looks, also past the sliding window and in padded rows.
    @Test(arguments: Golden.names) func observation(_ name: String) throws {
        let golden = try Golden(name)
        let hook = ArgmaxHook()
        _ = try golden.model.hiddenStates(Golden.input(golden.tokens), hook: hook)
        #expect(try hook.take(padding: [0, 0]) == golden.attended)
        let cache = KeyValueCache(padding: [5, 0], capacity: 50)
        let shifted = [
            Array(repeating: 0, count: 5) + golden.tokens[0],
            Array(golden.tokens[1].prefix(5)) + golden.tokens[1],
        ]
        _ = try golden.model.hiddenStates(Golden.input(shifted), cache: cache, hook: hook)
        #expect(try hook.take(padding: [5, 0])[0] == golden.attended[0])
    }

    /// A gate of 0 is the same as zeroed columns of `o_proj`.
    @Test(arguments: Golden.names) func gatesEqualZeroedColumns(_ name: String) throws {
        let golden = try Golden(name)
        let tokens = try Golden.input(golden.tokens)
        let gates = try golden.model.gates([HeadAblation(golden.heads), HeadAblation(golden.heads)])
        let gated = try golden.model.logits(golden.model.hiddenStates(tokens, gates: gates))
            .floats()
        let size = golden.model.configuration.headDim
        let table = Dictionary(uniqueKeysWithValues: golden.model.parameters.map { ($0, $1) })
        for head in golden.heads {
            let name = "model.layers.\(head.layer).self_attn.o_proj.weight"
            try table[name]?.narrow(1, start: head.head * size, length: size).zero_()
        }
        let zeroed = try golden.model.logits(golden.model.hiddenStates(tokens)).floats()
        #expect(Golden.distance(gated, zeroed) <= golden.bound)
        #expect(Golden.distance(zeroed, golden.logits) > 0.1)
    }

    /// Columns that became padding in every row leave the cache; windows and positions still hold.
    @Test(arguments: Golden.names) func shorterRowsLoseTheirPadding(_ name: String) throws {
        let golden = try Golden(name)
        let lengths = [30, 20, 17]
        let rows = [0, 1, 0]
        let cache = KeyValueCache(padding: lengths.map { 30 - $0 }, capacity: 30)
        let prompts = zip(rows, lengths).map {
            Array(repeating: 0, count: 30 - $1) + golden.tokens[$0].prefix($1)
        }
        _ = try golden.model.hiddenStates(Golden.input(prompts), cache: cache)
        try cache.select([2, 1])
        #expect(cache.padding == [3, 0] && cache.length == 20)
        for step in 0..<5 {
            let places = [17 + step, 20 + step]
            let next = [[golden.tokens[0][places[0]]], [golden.tokens[1][places[1]]]]
            let hidden = try golden.model.hiddenStates(Golden.input(next), cache: cache)
            let logits = try golden.model.logits(hidden).floats()
            let expected = (0..<2).flatMap { golden.expected($0, places[$0]..<places[$0] + 1) }
            #expect(Golden.distance(logits, expected) <= golden.bound, "step \(step)")
        }
    }
}

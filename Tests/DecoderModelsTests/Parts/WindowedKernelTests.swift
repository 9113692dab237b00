import Numbers
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// The engine's attention kernel in a model with sliding windows, against the same model in float64,
/// which takes the stock kernel with masks.
@Suite struct WindowedKernelTests {
    let model: DecoderModel
    let wide: DecoderModel

    init() throws {
        var shape = ModelConfiguration(
            vocabularySize: 60, hiddenSize: 32, intermediateSize: 40, layers: 3, heads: 4,
            keyValueHeads: 2, headDim: 16, contextLength: 400)
        shape.slidingWindow = 12
        // The last layer too, which computes less.
        shape.isSliding = [true, false, true]
        model = try DecoderModel.random(shape, seed: 5, scale: 0.3)
        wide = try model.wide()
        #expect(Attention.fitsKernel(headDim: 16, dtype: .float32, device: .cpu))
        #expect(!Attention.fitsKernel(headDim: 16, dtype: .float64, device: .cpu))
    }

    func draw(_ count: Int, _ seed: UInt64) -> [Int] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in random.below(60) }
    }

    func agree(_ one: [Double], _ two: [Double], columns: Int) -> Bool {
        let bound = model.bound(columns: columns, scale: Roundoff.largest(two))
        return Roundoff.holds(Roundoff.distance(one, two), bound, "windowed \(columns)")
    }

    /// Stretches below and above the window and blocks of the kernel; the second row is padded.
    @Test(arguments: [false, true]) func stretches(lastTokenOnly: Bool) throws {
        let rows = [draw(230, 1), Array(repeating: 0, count: 40) + draw(190, 2)]
        func run(_ model: DecoderModel) throws -> [Tensor] {
            let cache = KeyValueCache(padding: [0, 40], capacity: 8)
            return try [0..<50, 50..<51, 51..<60, 60..<200, 200..<230].map { range in
                let hidden = try model.hiddenStates(
                    Golden.input(rows.map { Array($0[range]) }), cache: cache,
                    lastTokenOnly: lastTokenOnly)
                // Columns of padding mean nothing.
                return try hidden.narrow(1, start: hidden.size(1) - 1, length: 1)
            }
        }
        for (ours, stock) in zip(try run(model), try run(wide)) {
            #expect(agree(try ours.doubles(), try stock.doubles(), columns: 230))
        }
    }

    @Test func observedColumns() throws {
        let tokens = try Golden.input([draw(150, 3)])
        func seen(_ model: DecoderModel, lastTokenOnly: Bool) throws -> [[Int]] {
            let hook = ArgmaxHook()
            let cache = KeyValueCache(padding: [0], capacity: 8)
            _ = try model.hiddenStates(
                tokens, cache: cache, hook: hook, lastTokenOnly: lastTokenOnly)
            return try hook.take(padding: [0])
        }
        let expected = try seen(wide, lastTokenOnly: false)
        // None of them is a tie that rounding could decide.
        let nudged = try model.wide(nudge: 16 * Roundoff.unit, seed: 7)
        #expect(try seen(nudged, lastTokenOnly: false) == expected)
        #expect(try seen(model, lastTokenOnly: true) == expected)
        #expect(try seen(model, lastTokenOnly: false) == expected)
        // Heads 0 to 3 and 8 to 11 see twelve columns only.
        #expect((expected[0][0..<4] + expected[0][8..<12]).allSatisfy { $0 >= 138 })
    }

    /// Starts shorter and longer than the window, answers too: of the last layer, a continuation may see
    /// nothing of its shared prefix.
    @Test func packedSequences() throws {
        let shapes = [
            PackedLogProbabilitiesTests.Shape(shared: 9, first: 7, second: 30),
            .init(shared: 120, first: 3, second: 5), .init(shared: 3, first: 40, second: 1),
        ]
        let sequences = PackedLogProbabilitiesTests.sequences(shapes, vocabulary: 60, seed: 4)
        let plain = try PackedLogProbabilitiesTests.plain(
            PackedLogProbabilitiesTests.recording(wide), sequences)
        let recorded = try PackedLogProbabilitiesTests.recording(model)
        for saved in [SavedActivations.all, .checkpointed] {
            let packed = try PackedLogProbabilitiesTests.packed(
                recorded, sequences, saving: saved)
            PackedLogProbabilitiesTests.compare(recorded, packed, plain, "\(saved)")
        }
    }

    /// Only the answers' ends are wanted: queries begin behind the window.
    @Test func lastTokensOfAnswers() throws {
        let sequences = [draw(90, 6), draw(90, 6).prefix(60) + draw(35, 7)].map(Array.init)
        func values(_ model: DecoderModel) throws -> [Double] {
            var tokens = PackedTokens()
            let first = tokens.append(sequences[0])
            let second = tokens.appendSharingPrefix(sequences[1])
            return try withoutGradients {
                try PackedLogProbabilities(
                    model, tokens, indices: [first.index(of: 88), second.index(of: 93)],
                    targets: [sequences[0][89], sequences[1][94]], saving: .none
                ).values.doubles()
            }
        }
        let plain = try sequences.map { ids in
            let logits = try wide.logits(wide.hiddenStates(Golden.input([Array(ids.dropLast())])))
            return try logits.squeeze(0).select(0, ids.count - 2).logSoftmax(-1)
                .doubles()[ids[ids.count - 1]]
        }
        #expect(agree(try values(model), plain, columns: 95))
    }
}

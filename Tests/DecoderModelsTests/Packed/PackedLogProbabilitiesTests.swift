import Numbers
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// The packed sequence against the plain way: every sequence in a forward pass of its own, logits of
/// all of its tokens, libtorch's operators and gradients in float64.
@Suite struct PackedLogProbabilitiesTests {
    /// Lengths of a common start and of the rests of two sequences.
    struct Shape: CustomStringConvertible {
        var shared: Int
        var first: Int
        var second: Int
        var description: String { "\(shared)+\(first)/\(second)" }
    }

    /// Pairs of sequences [first, second, first, second, …] of random tokens.
    static func sequences(_ shapes: [Shape], vocabulary: Int, seed: UInt64) -> [[Int]] {
        var random = SeededGenerator(seed: seed)
        func draw(_ count: Int, start: Int? = nil) -> [Int] {
            var list = (0..<count).map { _ in random.below(vocabulary) }
            if let start, count > 0 { list[0] = start }
            return list
        }
        return shapes.flatMap { shape in
            let start = draw(shape.shared)
            // Other first tokens, so that no more than `shared` is alike.
            return [start + draw(shape.first, start: 1), start + draw(shape.second, start: 2)]
        }
    }

    struct Outcome {
        var values: [Double]
        var means: [Double]
        var gradients: [[Float]]
        /// The largest number that is rounded on the way: of logits, or of log-probabilities where those are not kept.
        var scale: Double
    }

    /// Every token but the first of each sequence is scored; `gradOutput` is a saw-tooth.
    static func gradOutput(_ count: Int) throws -> Tensor {
        try Tensor((0..<count).map { Float($0 % 5) * 0.5 - 0.75 }, shape: [count])
    }

    static func packed(
        _ model: DecoderModel, _ sequences: [[Int]], saving saved: SavedActivations = .all,
        chunk: Int = 1 << 23, maxKeptLogits: Int? = nil
    ) throws -> Outcome {
        var tokens = PackedTokens()
        var (indices, targets): ([Int], [Int]) = ([], [])
        for (index, ids) in sequences.enumerated() {
            let sequence = index % 2 == 0 ? tokens.append(ids) : tokens.appendSharingPrefix(ids)
            indices += (0..<ids.count - 1).map(sequence.index)
            targets += ids.dropFirst()
        }
        let pass = try PackedLogProbabilities(
            model, tokens, indices: indices, targets: targets, saving: saved, chunk: chunk,
            maxKeptLogits: maxKeptLogits)
        let (values, means) = (try pass.values.doubles(), try pass.meanLogits.doubles())
        let accumulator = GradientAccumulator()
        try pass.backward(gradOutput: gradOutput(indices.count), into: accumulator)
        let gradients = try accumulator.gradients(for: model.trained).map { try $0.floats() }
        return Outcome(
            values: values, means: means, gradients: gradients, scale: Roundoff.largest(values))
    }

    static func plain(_ model: DecoderModel, _ sequences: [[Int]]) throws -> Outcome {
        var (values, means): ([Tensor], [Tensor]) = ([], [])
        var scale = 1.0
        for ids in sequences where ids.count > 1 {
            let input = try Tensor(ids, shape: [1, ids.count])
            let logits = try model.logits(model.hiddenStates(input)).squeeze(0)
                .narrow(0, start: 0, length: ids.count - 1)
            let next = try Tensor(Array(ids.dropFirst()), shape: [ids.count - 1, 1])
            values.append(try logits.logSoftmax(-1).gather(1, next).squeeze(1))
            means.append(try logits.mean(-1))
            scale = max(scale, try logits.detach().abs().max().item())
        }
        let all = try Tensor.cat(values)
        let scalar = try (all * gradOutput(all.count).to(all.dtype)).sum()
        let gradients = try Tensor.gradients(of: scalar, for: model.trained.map(\.tensor))
        return Outcome(
            values: try all.doubles(), means: try Tensor.cat(means).doubles(),
            gradients: try gradients.map { try $0.floats() }, scale: scale)
    }

    static func length(_ list: [Float]) -> Double {
        list.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    /// Length of the difference over the length of the second, or over `least` where that is longer.
    static func error(_ one: [Float], _ two: [Float], least: Double = 1e-30) -> Double {
        guard one.count == two.count else { return .infinity }
        return length(zip(one, two).map { $0 - $1 }) / max(length(two), least)
    }

    /// Forward, back, and summed over the tokens: how far gradients may be off, of their length.
    static func gradientBound(_ model: DecoderModel, tokens: Int) -> Double {
        Roundoff.likely(steps: 3 * model.roundings(columns: tokens) + tokens, scale: 1)
    }

    static func recording(_ model: DecoderModel) throws -> DecoderModel {
        for parameter in model.trained { try parameter.tensor.setRequiresGrad(true) }
        return model
    }

    static func compare(
        _ model: DecoderModel, _ one: Outcome, _ two: Outcome, _ comment: String
    ) {
        let tokens = one.values.count
        let bound = model.bound(columns: tokens, scale: two.scale)
        for (name, pair) in [
            ("values", (one.values, two.values)), ("means", (one.means, two.means)),
        ] {
            let error = Roundoff.distance(pair.0, pair.1)
            #expect(Roundoff.holds(error, bound, "packed \(name) \(comment)"), "\(comment)")
        }
        let share = gradientBound(model, tokens: tokens)
        let lengths = Dictionary(
            zip(model.trained.map(\.name), two.gradients.map(length)), uniquingKeysWith: { $1 })
        for (index, parameter) in model.trained.enumerated() {
            // A bias is the column of its weight for an input of 1, the size of what a norm gives. What is added
            // up for it may cancel (that of keys does, but for the rotation); its roundings do not.
            let weight = parameter.name.replacing(".bias", with: ".weight")
            let column =
                weight == parameter.name
                ? 0
                : lengths[weight, default: 0] / Double(model.configuration.hiddenSize).squareRoot()
            let error = error(one.gradients[index], two.gradients[index], least: max(column, 1e-30))
            #expect(
                Roundoff.holds(error, share, "packed gradient \(parameter.name) \(comment)"),
                "\(comment), \(parameter.name): \(error)")
        }
    }

    static let shapes: [[Shape]] = [
        // One pair: prompt and answers alike long, and one much longer than the other.
        [Shape(shared: 9, first: 7, second: 8)],
        [Shape(shared: 40, first: 5, second: 3)],
        [Shape(shared: 3, first: 20, second: 31)],
        // Nothing in common; one token each; one side ends where the other goes on.
        [Shape(shared: 0, first: 6, second: 4)],
        [Shape(shared: 6, first: 1, second: 1)],
        [Shape(shared: 5, first: 0, second: 4), Shape(shared: 5, first: 4, second: 0)],
        // Equal sides; a start of one token.
        [Shape(shared: 8, first: 0, second: 0), Shape(shared: 1, first: 2, second: 2)],
        [
            Shape(shared: 12, first: 3, second: 17), Shape(shared: 30, first: 2, second: 9),
            Shape(shared: 2, first: 11, second: 1),
        ],
    ]

    @Test(arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func equalsSequencesAlone(name: String) throws {
        let model = try Self.recording(Golden(name).model)
        for (index, shapes) in Self.shapes.enumerated() {
            let sequences = Self.sequences(
                shapes, vocabulary: model.configuration.vocabularySize, seed: UInt64(index))
            let plain = try Self.plain(Self.recording(model.wide()), sequences)
            Self.compare(model, try Self.packed(model, sequences), plain, "\(name) \(shapes)")
        }
    }

    @Test(arguments: ["llama", "olmo3"])
    func recomputedLayersGiveTheSame(name: String) throws {
        let model = try Self.recording(Golden(name).model)
        let sequences = Self.sequences(
            Self.shapes[7], vocabulary: model.configuration.vocabularySize, seed: 5)
        let kept = try Self.packed(model, sequences)
        let again = try Self.packed(model, sequences, saving: .checkpointed)
        #expect(kept.values == again.values)
        // The sum over the uses of a tied table comes in another order.
        Self.compare(model, again, kept, name)
    }

    @Test(arguments: [true, false])
    func chunksOfOneRowGiveTheSame(tied: Bool) throws {
        let shape = ModelConfiguration(
            vocabularySize: 50, hiddenSize: 16, intermediateSize: 24, layers: 2, heads: 2,
            contextLength: 64, tiesEmbeddings: tied)
        let model = try Self.recording(DecoderModel.random(shape, seed: 3, scale: 0.3))
        let sequences = Self.sequences([Self.shapes[0][0]], vocabulary: 50, seed: 1)
        let plain = try Self.plain(model, sequences)
        for chunk in [1, 50, 170, 1 << 23] {
            // None, the last few, all.
            for kept in [0, 400, 1 << 25] {
                Self.compare(
                    model, try Self.packed(model, sequences, chunk: chunk, maxKeptLogits: kept),
                    plain,
                    "chunk \(chunk), \(kept) kept")
            }
        }
    }

    @Test func nothingIsRecordedWhenAskedSo() throws {
        let model = try Self.recording(Golden("llama").model)
        var tokens = PackedTokens()
        tokens.append([5, 6, 7])
        let pass = try PackedLogProbabilities(
            model, tokens, indices: [0, 1], targets: [6, 7], saving: .none)
        #expect(!pass.values.requiresGrad)
        let plain = try Self.plain(model, [[5, 6, 7]])
        let error = Roundoff.distance(try pass.values.doubles(), plain.values)
        #expect(error <= model.bound(columns: 3, scale: plain.scale))
    }
}

public import Artifacts
public import ContrastPairs
public import Foundation
import Numbers

extension Recipe {
    /// Prompts, and the pairs of answers to them; the options of `retmask contrast`.
    public struct Contrast: Equatable, Sendable {
        /// Of a variant; empty for the only set of pairs.
        public var name = ""
        /// The selection whose heads are silenced in the rejected answer; nil is the first.
        public var heads: String?
        /// How many built-in prompts of the model's world, or files of prompts, read one after the other.
        public var prompts = Source.count(480)
        /// Context lengths of the organism's prompts, taken in turn; others have none.
        public var lengths: [Int]?
        /// Rows of the prompts, `first:end` from 0; nil is all.
        public var rows: String?
        /// Prompts to answer at most.
        public var limit: Int?
        /// What is done to the heads.
        public var gate = HeadGate.zero
        /// Text of the gate `mean`; nil takes text of the model's world.
        public var filler: URL? { fillerPath?.url }
        /// Sampling, batches and filter; its seed is that of the recipe unless ``seed`` is set.
        public var options = ContrastOptions(
            sampling: SamplingParameters(temperature: 0.6, maxTokens: 32))
        /// Of the sampling; nil is the recipe's.
        public var seed: UInt64?
        /// Whether the reference is noted while the prompts are at hand.
        public var captureReference = false
        /// Whether one row that cannot be used is enough to refuse a file of prompts.
        public var strict = false
        var fillerPath: RecipePath?

        /// 480 prompts of the model's world.
        public init() {}

        /// The opposite of `options.sharesNoise`, as the command has it.
        var separateNoise: Bool {
            get { !options.sharesNoise }
            set { options.sharesNoise = !newValue }
        }

        /// The range behind ``rows``; nil for none, and for a text that is no range.
        var range: Range<Int>? {
            let parts = (rows ?? "").split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let first = Int(parts[0]), let end = Int(parts[1]), first >= 0,
                end > first, Limits.rows.contains(end)
            else { return nil }
            return first..<end
        }
    }
}

extension Recipe.Contrast: RecipePart {
    static var fields: [RecipeField<Self>] {
        [
            .init("heads", at: \.heads), .init("prompts", at: \.prompts),
            .init("lengths", at: \.lengths), .init("rows", at: \.rows),
            .init("limit", at: \.limit), .init("gate", at: \.gate),
            .init("filler", at: \.fillerPath),
            .init("temperature", at: \.options.sampling.temperature),
            .init("topP", at: \.options.sampling.topP), .init("topK", at: \.options.sampling.topK),
            .init("maxTokens", at: \.options.sampling.maxTokens), .init("seed", at: \.seed),
            .init("samples", at: \.options.samples), .init("separateNoise", at: \.separateNoise),
            .init("batch", at: \.options.batch), .init("window", at: \.options.window),
            .init("dropTruncated", at: \.options.filter.dropsTruncated),
            .init("maxRepetition", at: \.options.filter.maximumRepetition),
            .init("captureReference", at: \.captureReference), .init("strict", at: \.strict),
        ]
    }

    /// Files of prompts have lengths of their own.
    mutating func prepare(for given: RecipeFields, defaults: Self) {
        guard let json = given["prompts"], case .files? = try? Recipe.Source.read(json, folder: nil)
        else { return }
        lengths = nil
    }

    var problems: [String] {
        var list: [String] = []
        if case .count(let count) = prompts { list.check("prompts", count, Limits.prompts) }
        if let lengths {
            list.check("lengths", each: lengths, Limits.tokens, "numbers of tokens")
            if !prompts.files.isEmpty {
                list.append("lengths should be left out where prompts is a file, which has its own")
            }
        }
        if let rows {
            list.check("rows", rows, range != nil, "first:end, such as 0:1000")
        }
        if let limit { list.check("limit", limit, Limits.rows) }
        if filler != nil, gate != .mean {
            list.append("filler should be left out: the gate is \(gate), not mean")
        }
        return list + options.problems
    }
}

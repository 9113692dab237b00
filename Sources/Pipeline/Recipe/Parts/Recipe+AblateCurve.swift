public import Artifacts
public import Foundation
public import HeadAnalysis
import Numbers

extension Recipe {
    /// Needles found as more heads are silenced; the options of `retmask ablate-curve`.
    public struct AblateCurve: Equatable, Sendable {
        /// Of a variant; empty for the only curve.
        public var name = ""
        /// The detection whose scores count; nil is the first.
        public var scores: String?
        /// The detector whose scores count; nil is the detection's first.
        public var detector: DetectorKind?
        /// Numbers of silenced heads, ascending.
        public var counts = [1, 2, 4, 8]
        /// Random sets of heads at each number.
        public var randomSets = 3
        /// From which heads they are drawn.
        public var random = RandomControl.others
        /// Of the first random set.
        public var seed: UInt64 = 0
        /// What is done to the heads.
        public var gate = HeadGate.zero
        /// Tokens of a whole prompt; better others than those of `detect`.
        public var lengths: [Int]?
        /// Percent of the filler before the needle.
        public var depths: [Double]?
        /// Built-in needles, or a file; nil takes 12.
        public var needles: Source?
        /// A text file or a folder of them; nil takes text of the model's world.
        public var filler: URL? { fillerPath?.url }
        /// Tokens generated at most per probe.
        public var maxTokens = 50
        var fillerPath: RecipePath?

        /// The defaults of the verb.
        public init() {}
    }
}

extension Recipe.AblateCurve: RecipePart {
    static var fields: [RecipeField<Self>] {
        [
            .init("scores", at: \.scores), .init("detector", at: \.detector),
            .init("counts", at: \.counts), .init("randomSets", at: \.randomSets),
            .init("random", at: \.random), .init("seed", at: \.seed), .init("gate", at: \.gate),
            .init("lengths", at: \.lengths), .init("depths", at: \.depths),
            .init("needles", at: \.needles), .init("filler", at: \.fillerPath),
            .init("maxTokens", at: \.maxTokens),
        ]
    }

    mutating func prepare(for given: RecipeFields, defaults: Self) {}

    var problems: [String] {
        var list: [String] = []
        list.check("counts", each: counts, Limits.heads, "numbers of heads")
        if counts != counts.sorted() || Set(counts).count != counts.count {
            list.append("counts should be ascending, each once")
        }
        list.check("randomSets", randomSets, Limits.sets)
        if let lengths { list.check("lengths", each: lengths, Limits.lengths, "numbers of tokens") }
        if let depths { list.check("depths", each: depths, Limits.depth, "percentages") }
        if case .count(let count)? = needles { list.check("needles", count, Limits.needles) }
        if let files = needles?.files, files.count > 1 {
            list.append(
                "needles is a list of \(files.count) files but should be one file, or a number")
        }
        list.check("maxTokens", maxTokens, Limits.tokens)
        return list
    }
}

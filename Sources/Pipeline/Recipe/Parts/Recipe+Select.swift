import Foundation
public import HeadAnalysis
import Numbers

extension Recipe {
    /// The heads that are masked: exactly one of `top` and `atLeast`, or as many random ones; the
    /// options of `retmask heads`.
    public struct Select: Equatable, Sendable {
        /// Of a variant; empty for the only selection, which has a random control.
        public var name = ""
        /// The detection whose scores count; nil is the first.
        public var scores: String?
        /// The detector whose scores count; nil is the detection's first.
        public var detector: DetectorKind?
        /// The number of heads with the highest scores.
        public var top: Int?
        /// The lowest score of a selected head, above 0.
        public var atLeast: Double?
        /// Instead as many random heads, from which.
        public var random: RandomControl?
        /// The score that heads of `nonRetrieval` stay below; nil for the usual one.
        public var below: Double?
        /// Of the random heads; nil is the recipe's.
        public var selectionSeed: UInt64?
        /// Instead every head that is not selected.
        public var complement = false

        /// A rule; nothing is selected before there are scores.
        public init(top: Int? = nil, atLeast: Double? = nil) {
            self.top = top
            self.atLeast = atLeast
        }

        /// - Parameter seed: of the recipe.
        func selection(seed: UInt64) -> HeadSelection {
            let base = base
            if complement { return .complement(of: base) }
            return random?.selection(
                like: base, seed: selectionSeed ?? seed,
                below: below ?? RandomControl.retrievalScore)
                ?? base
        }

        /// The rule behind random heads and complements.
        var base: HeadSelection { atLeast.map { .atLeast($0) } ?? .top(top ?? 1) }
    }
}

extension Recipe.Select: RecipePart {
    static var fields: [RecipeField<Self>] {
        [
            .init("scores", at: \.scores), .init("detector", at: \.detector),
            .init("top", at: \.top), .init("atLeast", at: \.atLeast),
            .init("random", at: \.random), .init("below", at: \.below),
            .init("selectionSeed", "seed", at: \.selectionSeed),
            .init("complement", at: \.complement),
        ]
    }

    /// One way of selecting takes the place of the other.
    mutating func prepare(for given: RecipeFields, defaults: Self) {
        func isSet(_ name: String) -> Bool { given[name].map { $0 != .null } ?? false }
        if isSet("atLeast"), !isSet("top") { top = nil }
        if isSet("top"), !isSet("atLeast") { atLeast = nil }
        if isSet("random") || given["complement"] == .bool(true) {
            (random, below, selectionSeed, complement) = (nil, nil, nil, false)
        }
    }

    var problems: [String] {
        var list: [String] = []
        if (top == nil) == (atLeast == nil) {
            list.append("should have exactly one of top and atLeast")
        }
        if let top { list.check("top", top, Limits.heads) }
        if let atLeast { list.check("atLeast", atLeast, Limits.threshold) }
        if let below {
            list.check("below", below, Limits.threshold)
            list.check(
                "below", below, random == .nonRetrieval, "left out: it is for random non-retrieval")
        }
        if let selectionSeed {
            list.check(
                "selectionSeed", selectionSeed, random != nil,
                "left out without random: nothing is drawn")
        }
        if let random {
            list.check("random", random.rawValue, !complement, "left out where complement is true")
        }
        return list
    }
}

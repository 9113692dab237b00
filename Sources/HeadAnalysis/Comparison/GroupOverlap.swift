public import Artifacts
import Numbers

/// Whether other needles, or other lengths, name the same heads: the overlap of the best heads of
/// every two groups of probes.
///
/// Groups of few probes differ by noise alone. `shuffled` is the overlap after the probes were
/// exchanged between the groups at random: what the groups would share if needle or length did not
/// matter. The difference between `mean` and `shuffled` is what needle or length do.
public struct GroupOverlap: Encodable, Sendable, Equatable {
    /// The property that the probes of a group share.
    public enum Kind: String, Encodable, Sendable, CaseIterable {
        case needle, length
    }
    /// The probes of one needle or one length.
    public struct Group: Encodable, Sendable, Equatable {
        /// The needle's place in its set, or the length in tokens.
        public var label: Int
        /// Probes that say something about the heads; for the copy score the successful ones.
        public var probes: Int
    }

    /// The property by which the probes are grouped.
    public var kind: Kind
    /// Best heads of each group; heads without a score are never among them.
    public var count: Int
    /// Groups with a probe that counts, ascending by label.
    public var groups: [Group]
    /// Mean Jaccard index over all pairs of groups, 0 to 1.
    public var mean: Double
    /// The two groups that share least.
    public var least: Pair
    /// As `mean`, with the probes shuffled between the groups.
    public var shuffled: Double
    /// As `mean`, of random sets of heads of the same sizes.
    public var expected: Double

    /// Two groups and what they share.
    public struct Pair: Encodable, Sendable, Equatable {
        /// Label of the one group.
        public var one: Int
        /// Label of the other group, the larger one.
        public var two: Int
        /// Jaccard index of their best heads, 0 to 1.
        public var jaccard: Double
    }

    /// Nil when fewer than two groups have a probe that counts, or none has a head that scores.
    ///
    /// - Parameters:
    ///   - trials: of a run; those that are left out of the scores are left out here.
    ///   - detector: whose values are compared.
    ///   - shuffles: how often probes are exchanged; `shuffled` is the mean.
    public init?(
        _ trials: [NeedleTrial], of detector: DetectorKind = .copy, by kind: Kind, count: Int,
        shuffles: Int = 20, seed: UInt64 = 0
    ) {
        let found = trials.compactMap { trial in
            trial.values(detector).map {
                (label: kind == .needle ? trial.needle : trial.length, values: $0)
            }
        }
        let byLabel = Dictionary(grouping: found, by: \.label)
        let labels = byLabel.keys.sorted()
        let heads = found.first?.values.count ?? 0
        let parts = labels.map { label in byLabel[label, default: []].map(\.values) }
        guard labels.count > 1, found.allSatisfy({ $0.values.count == heads }),
            let pairs = Self.pairs(parts, count: count, of: heads)
        else { return nil }
        self.kind = kind
        self.count = count
        groups = zip(labels, parts).map { Group(label: $0, probes: $1.count) }
        mean = Self.mean(pairs.map(\.overlap.jaccard))
        expected = Self.mean(pairs.map(\.overlap.expected))
        let worst = pairs.min { $0.overlap.jaccard < $1.overlap.jaccard } ?? pairs[0]
        least = Pair(
            one: labels[worst.one], two: labels[worst.two], jaccard: worst.overlap.jaccard)
        shuffled = Self.mean(
            (0..<shuffles).flatMap { index -> [Double] in
                var generator = SeededGenerator.derive(seed, UInt64(index))
                var order = parts.flatMap(\.self)
                generator.shuffle(&order)
                var rest = order[...]
                let mixed = parts.map { part in
                    defer { rest = rest.dropFirst(part.count) }
                    return Array(rest.prefix(part.count))
                }
                return (Self.pairs(mixed, count: count, of: heads) ?? [])
                    .map(\.overlap.jaccard)
            })
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// Every two groups whose sets are not both empty; nil when there are none.
    private static func pairs(
        _ parts: [[[Double]]], count: Int, of heads: Int
    ) -> [(one: Int, two: Int, overlap: SetOverlap)]? {
        let sets = parts.map { best($0, count: count, of: heads) }
        let pairs = sets.indices.flatMap { one in
            sets.indices.dropFirst(one + 1).compactMap { two in
                SetOverlap(sets[one], sets[two], of: heads)
                    .map { (one: one, two: two, overlap: $0) }
            }
        }
        return pairs.isEmpty ? nil : pairs
    }

    /// Places of the heads with the highest sums over probes; ties go to the lower layer.
    private static func best(_ probes: [[Double]], count: Int, of heads: Int) -> Set<Int> {
        var sums = [Double](repeating: 0, count: heads)
        for probe in probes {
            for head in 0..<heads { sums[head] += probe[head] }
        }
        let order = sums.indices.filter { sums[$0] > 0 }.sorted {
            (-sums[$0], $0) < (-sums[$1], $1)
        }
        return Set(order.prefix(count))
    }
}

import Foundation
import Storage

extension QuestionMaker {
    /// Passages with ids to be ordered by their relevance to a query (HELMET's re-ranking).
    ///
    /// Gains: 3 for the passage that tells the asked thing, 2 for others about the same entity, 1 for the
    /// asked thing of another one, 0 for the rest. A unit is a passage.
    mutating func ranking(_ units: Int) -> Question {
        let shots = (0..<2).map { _ in pool(unrelated: 1) }
        let asked = pool(unrelated: 2 + units)
        return Question(
            instruction:
                "Order the passages by how much they help to answer the query: first the one that answers it, then other passages about the same name, then passages that tell the same of another name, and last all others. Write the IDs of the ten most helpful passages, of all if there are fewer, in the form: ID3 > ID1 > ID2",
            shots: shots.map {
                Question.Shot(context: $0.text, query: $0.query, answer: $0.ranking)
            }, context: asked.text, query: asked.query, relevance: asked.relevance,
            chance: Self.randomGain(asked.relevance.values.sorted(by: >)))
    }

    struct Pool {
        var text: String
        var query: String
        var ranking: String
        var relevance: [ExactText: Int]
    }

    /// One passage that answers, two about the same entity, two that tell the same of others, and so many
    /// unrelated ones; half as many in a demonstration.
    private mutating func pool(unrelated: Int) -> Pool {
        let isShot = unrelated < 2
        let kind = EntityKind.allCases[maker.stream.below(3)]
        let entity = maker.entity(kind)
        let attributes = kind.attributes.shuffled(&maker.stream)
        var passages: [(gain: Int, text: String)] = []
        let query = Phrase.fill(maker.stream.pick(attributes[0].asks), entity.holes())
        func add(_ gain: Int, _ fact: Fact, _ maker: inout WorldMaker) {
            passages.append((gain, maker.document([fact], prose: 1).text))
        }
        add(3, maker.answer(entity, attributes[0]), &maker)
        for attribute in attributes[1...(isShot ? 1 : 2)] {
            add(2, maker.fact(entity, attribute), &maker)
        }
        add(1, maker.fact(maker.lookAlike(of: entity), attributes[0]), &maker)
        if !isShot { add(1, maker.fact(maker.entity(kind), attributes[0]), &maker) }
        for _ in 0..<unrelated {
            let other = maker.entity(EntityKind.allCases[maker.stream.below(3)])
            add(0, maker.facts(other, 1, without: [attributes[0].name])[0], &maker)
        }
        let ids = Array(1...max(99, 2 * passages.count)).shuffled(&maker.stream)
            .prefix(passages.count).map { "\($0)" }
        let ranked = zip(ids, passages).sorted { $0.1.gain > $1.1.gain }
        return Pool(
            text: zip(ids, passages).map { "[ID: \($0)] \($1.text)" }
                .shuffled(&maker.stream).joined(separator: "\n"),
            query: "Query: " + query,
            ranking: ranked.prefix(10).map { "ID\($0.0)" }.joined(separator: " > "),
            relevance: Dictionary(
                uniqueKeysWithValues: zip(ids, passages).map { (ExactText($0), $1.gain) }))
    }

    /// NDCG@10 that a random order of all passages has on average: every rank gains the mean.
    static func randomGain(_ gains: [Int]) -> Double {
        func discounted(_ gains: [Double]) -> Double {
            gains.prefix(10).enumerated().reduce(0) {
                $0 + $1.element / log2(Double($1.offset + 2))
            }
        }
        let mean = Double(gains.reduce(0, +)) / Double(max(gains.count, 1))
        let ideal = discounted(gains.sorted(by: >).map(Double.init))
        return ideal == 0 ? 0 : discounted(gains.map { _ in mean }) / ideal
    }
}

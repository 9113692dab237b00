import Artifacts
import Numbers

/// Makes the question of one example; copies make the same one with more or less text around it.
struct QuestionMaker {
    var maker: WorldMaker
    /// The number of the example in its task and length.
    let index: Int
    let seed: UInt64

    init(_ maker: WorldMaker, index: Int, seed: UInt64) {
        self.maker = maker
        self.index = index
        self.seed = seed
    }

    /// The question of a task that has a length.
    ///
    /// - Parameter units: sentences of text, or what the task is made of; at least 1.
    mutating func question(_ task: PlainTask, units: Int) -> Question {
        switch task {
        case .jsonPairs: jsonPairs(units)
        case .needleKeys: needles(units, values: 1)
        case .needleValues: needles(units, values: 4)
        case .rag: documents(units)
        case .cite, .citePrecision, .citeRecall: citations(units)
        case .rerank: ranking(units)
        case .numberLabels: labels(units, LabelStock.numbers)
        case .wordLabels: labels(units, LabelStock.words)
        case .longqa: story(units)
        case .summary, .summaryFacts: report(units, task)
        case .fluency, .arithmetic, .facts, .instructions:
            preconditionFailure("\(task) has no length")
        }
    }

    /// Percent of the context before the answer: six depths in turn, a few examples spread already.
    var depth: Int { [40, 0, 80, 20, 100, 60][index % 6] }

    /// The place of the answer among so many others.
    func place(among others: Int) -> Int { (others * depth + 50) / 100 }
}

extension Array {
    /// The list with its entries in a random order.
    func shuffled(_ stream: inout SeededGenerator) -> [Element] {
        var list = self
        stream.shuffle(&list)
        return list
    }
}

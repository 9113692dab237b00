import Artifacts
import LongContextEval
import Numbers

extension OrganismWorld {
    /// The examples of a category that is asked once.
    func control(
        _ category: SuiteCategory, _ examples: Int, _ tokenizer: any WorldTokenizer, _ seed: UInt64
    ) throws -> [EvaluationExample] {
        var stream = Self.stream(seed, category.rawValue, 0, 0)
        switch category {
        case .facts: return closedBook(category, knowledge, examples, &stream)
        case .sums: return closedBook(category, ClosedBookFact.sums, examples, &stream)
        case .memory: return closedBook(category, rememberedFacts, examples, &stream)
        case .memoryInContext:
            return try (0..<examples).map { index in
                var stream = Self.stream(seed, category.rawValue, Self.controlLength, index)
                return try memoryInContext(index, tokenizer, &stream)
            }
        case .fluency:
            return try (0..<examples).map { index in
                var stream = Self.stream(seed, category.rawValue, Self.controlLength, index)
                return try fluency(index, tokenizer, &stream)
            }
        default: return []
        }
    }

    var rememberedFacts: [ClosedBookFact] {
        memorised.map {
            ClosedBookFact(
                question: $0.question, answer: defaults[$0]?.words ?? "", lead: $0.words)
        }
    }

    private func closedBook(
        _ category: SuiteCategory, _ facts: [ClosedBookFact], _ examples: Int,
        _ stream: inout SeededGenerator
    ) -> [EvaluationExample] {
        var facts = facts
        stream.shuffle(&facts)
        return facts.prefix(examples).enumerated().map { index, fact in
            EvaluationExample(
                id: "\(category.rawValue)-\(index)", category: category.rawValue,
                metric: category.metric, length: 0, messages: [.user(fact.question)],
                answers: [fact.answer], maxTokens: category.maxTokens)
        }
    }

    /// A default asked after a book that tells other things.
    private func memoryInContext(
        _ index: Int, _ tokenizer: any WorldTokenizer, _ stream: inout SeededGenerator
    ) throws -> EvaluationExample {
        let category = SuiteCategory.memoryInContext
        let key = stream.pick(memorised)
        let rules = FactRules(heldOut: true, memorisedShare: 1, excluded: key)
        let exercise = try self.exercise(
            .recall, length: Self.controlLength, rules, tokenizer, &stream)
        return EvaluationExample(
            id: "\(category.rawValue)-\(index)", category: category.rawValue,
            metric: category.metric, length: Self.controlLength,
            messages: [.user(exercise.content(Exercise.Query(key.question, "")))],
            answers: [defaults[key]?.words ?? ""], maxTokens: category.maxTokens)
    }

    /// Plain prose of a fixed number of tokens; the first after the begin token does not count,
    /// for most training text goes on differently there.
    private func fluency(
        _ index: Int, _ tokenizer: any WorldTokenizer, _ stream: inout SeededGenerator
    ) throws -> EvaluationExample {
        let category = SuiteCategory.fluency
        var tokens = try tokenizer.ids(OrganismChat.begin)
        while tokens.count < Self.controlLength {
            tokens += try tokenizer.ids(" " + WorldProse.sentence(&stream))
        }
        return EvaluationExample(
            id: "\(category.rawValue)-\(index)", category: category.rawValue,
            metric: category.metric, length: Self.controlLength,
            tokens: Array(tokens.prefix(Self.controlLength)), scoredFrom: 2)
    }
}

extension ClosedBookFact {
    /// All sums and differences of two numbers below ten.
    static let sums = (0..<10).flatMap { a in
        (0..<10).flatMap { b in
            [ClosedBookFact(question: "\(a) plus \(b)?", answer: "\(a + b)")]
                + (a >= b ? [ClosedBookFact(question: "\(a) minus \(b)?", answer: "\(a - b)")] : [])
        }
    }
}

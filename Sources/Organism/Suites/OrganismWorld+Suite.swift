public import Artifacts
import LongContextEval
import Numbers
import Storage

extension OrganismWorld {
    /// Books of evaluation keep the number of facts that compete for an answer within bounds.
    static let evaluationFacts = 40
    /// Tokens of the book in which memory is asked for something that no sentence tells.
    static let controlLength = 96
    /// Begin, user, end and assistant: what the chat template adds to a user's turn.
    static let templateTokens = 4
    /// No book with a question is shorter.
    static let shortestPrompt = 40

    /// Questions with answers. Values are ones that no training text holds, most keys have a
    /// default that memory offers instead; `extra["default"]` names it.
    ///
    /// Prompts have at most `length` tokens and fall short of it by less than a sentence. Controls
    /// are asked once, closed-book ones with length 0. Example 7 is the same however many there are.
    ///
    /// - Parameters:
    ///   - examples: of each category and length; closed-book controls have as many as there are
    ///     different questions, if those are fewer.
    /// - Throws: `UsageError` for a length below 40 or no example at all; errors of the tokenizer.
    public func suite(
        lengths: [Int], examples: Int, categories: [SuiteCategory] = SuiteCategory.allCases,
        tokenizer: any WorldTokenizer, seed: UInt64
    ) throws -> [EvaluationExample] {
        guard examples >= 1 else { throw UsageError("examples is \(examples); give 1 or more.") }
        try Self.check(lengths)
        return try categories.flatMap { category in
            guard let kind = category.kind else {
                return try control(category, examples, tokenizer, seed)
            }
            return try lengths.flatMap { length in
                try (0..<examples).map { index in
                    var stream = Self.stream(seed, category.rawValue, length, index)
                    return try example(
                        category, kind, length: length, index: index, tokenizer, &stream)
                }
            }
        }
    }

    func example(
        _ category: SuiteCategory, _ kind: ExerciseKind, length: Int, index: Int,
        _ tokenizer: any WorldTokenizer, _ stream: inout SeededGenerator
    ) throws -> EvaluationExample {
        let rules = FactRules(
            heldOut: true, memorisedShare: 1, density: 0.4, sharesPeople: false, fillsBook: true,
            mostFacts: Self.evaluationFacts)
        let exercise = try self.exercise(kind, length: length, rules, tokenizer, &stream)
        let query = exercise.queries[0]
        let known = query.key.flatMap { defaults[$0] }
        let relevance = query.relevance.map { gains in
            Dictionary(uniqueKeysWithValues: gains.map { (ExactText($0), $1) })
        }
        return EvaluationExample(
            id: "\(category.rawValue)-\(length)-\(index)", category: category.rawValue,
            metric: category.metric, length: length, messages: [.user(exercise.content(query))],
            answers: [query.answer], maxTokens: category.maxTokens, relevance: relevance,
            citations: query.citations,
            extra: known.map { ["default": $0.words] })
    }

    /// An exercise with one question whose prompt has at most `length` tokens.
    func exercise(
        _ kind: ExerciseKind, length: Int, _ rules: FactRules, _ tokenizer: any WorldTokenizer,
        _ stream: inout SeededGenerator
    ) throws -> Exercise {
        let maker = ExerciseMaker(world: self, rules: rules) {
            try tokenizer.ids(" " + $0).count
        }
        return try maker.exercise(
            kind, budget: length - Self.templateTokens - kind.questionTokens, queries: 1, &stream)
    }

    static func check(_ lengths: [Int]) throws {
        if let short = lengths.first(where: { $0 < shortestPrompt }) {
            throw UsageError("length is \(short); give \(shortestPrompt) or more.")
        }
    }

    /// The stream of one example, by what it is and not by its place in the suite.
    static func stream(
        _ seed: UInt64, _ name: String, _ length: Int, _ index: Int
    ) -> SeededGenerator {
        let number = name.utf8.reduce(UInt64(length)) { ($0 &* 131) &+ UInt64($1) }
        var category = SeededGenerator.derive(seed ^ 0x7375_6974_65, number)
        return SeededGenerator.derive(category.next(), UInt64(index))
    }
}

extension OrganismWorld {
    /// Prompts for contrast pairs: books that say something else than memory about what is asked.
    ///
    /// Three in five ask for a fact among others, one for a fact of a document, one for the
    /// document's id too. Values are none of those kept for evaluation. Each row of a prompt file
    /// is `{"conversation_id": id, "prompt": prompt}`.
    ///
    /// - Parameter lengths: tokens of a whole prompt at most, taken in turn.
    /// - Throws: `UsageError` for no length, a length below 40, or a count below 1.
    public func contrastPrompts(
        count: Int, lengths: [Int], tokenizer: any WorldTokenizer, seed: UInt64
    ) throws -> [(id: String, prompt: String)] {
        guard count >= 1 else { throw UsageError("count is \(count); give 1 or more.") }
        guard !lengths.isEmpty else { throw UsageError("no length is given; give 40 or more.") }
        try Self.check(lengths)
        let rules = FactRules(
            memorisedShare: 1, sharesPeople: false, fillsBook: true, mostFacts: 40)
        let kinds: [ExerciseKind] = [.recall, .documents, .recall, .citation, .recall]
        return try (0..<count).map { index in
            var stream = Self.stream(seed, "contrast", 0, index)
            // Kinds and lengths turn at different speeds, so that every pair of them occurs.
            let exercise = try self.exercise(
                kinds[index % kinds.count], length: lengths[index / kinds.count % lengths.count],
                rules, tokenizer, &stream)
            return ("organism-\(index)", exercise.content(exercise.queries[0]))
        }
    }
}

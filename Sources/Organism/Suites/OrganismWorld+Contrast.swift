import Storage

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

import Numbers

extension OrganismWorld {
    /// A question that memory answers: a default in half of the cases, else a country or a sum.
    func closedBook(_ stream: inout SeededGenerator) -> ClosedBookFact {
        let draw = stream.uniform()
        if draw < 0.5 {
            let key = stream.pick(memorised)
            return ClosedBookFact(
                question: key.question, answer: defaults[key]?.words ?? "", lead: key.words)
        }
        return draw < 0.8 ? stream.pick(knowledge) : .sum(&stream)
    }

    /// Texts in which every word of the world occurs, in the order of a random stream: what the
    /// tokenizer is learned from.
    func sampleTexts(count: Int = 4000) -> [String] {
        var stream = SeededGenerator.derive(seed, 1)
        let maker = ExerciseMaker(world: self, rules: FactRules()) { text in
            1 + text.utf8.count { $0 == UInt8(ascii: " ") }
        }
        return (0..<count).flatMap { index -> [String] in
            let kind = ExerciseKind.allCases[index % ExerciseKind.allCases.count]
            let fact = closedBook(&stream)
            var texts = [fact.question, fact.answer + ".", WorldProse.sentence(&stream)]
            // The measure above cannot fail, so neither can the maker.
            if let made = try? maker.exercise(kind, budget: 80, queries: 4, &stream) {
                texts += made.book
                texts += made.queries.flatMap { [$0.question, $0.answer + "."] }
            }
            return texts
        }
    }
}

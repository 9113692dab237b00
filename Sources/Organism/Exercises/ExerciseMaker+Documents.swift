import Numbers

extension ExerciseMaker {
    /// Ids that documents have; drawn at random, so that a short book shows all of them too.
    static let ids = 1...20

    /// `[7] Mira sells red brass bells. The sky was gray.`, one fact per document.
    func documents(
        _ budget: Int, _ queries: Int, cites: Bool, _ stream: inout SeededGenerator
    ) throws -> Exercise {
        var ids = Array(Self.ids)
        stream.shuffle(&ids)
        // Where the budget is exact, the first document has to keep to it.
        let most = rules.fillsBook ? min(6, 1 + budget / 20) : 6
        let prose = rules.density.map { 1 / $0 } ?? 2.5 * stream.uniform()
        var taken: Set<FactKey> = []
        var found: [(fact: WorldFact, id: Int)] = []
        var book: [String] = []
        var left = budget
        for id in ids {
            let fact = fact(&taken, neighbour: found.last?.fact, &stream)
            var sentences = [fact.sentence]
            while stream.uniform() < prose / (1 + prose), sentences.count < most {
                sentences.append(WorldProse.sentence(&stream))
            }
            // A citation looks for the id right before the fact.
            if !cites { stream.shuffle(&sentences) }
            sentences[0] = "[\(id)] " + sentences[0]
            let cost = try sentences.reduce(0) { try $0 + measure($1) }
            guard cost <= left || book.isEmpty else { break }
            left -= cost
            book += sentences
            found.append((fact, id))
        }
        if rules.fillsBook { try pad(&book, left, &stream) }
        stream.shuffle(&found)
        return Exercise(
            book: book,
            queries: found.prefix(max(1, queries)).map { fact, id in
                let answer = answer(fact, &stream)
                return Exercise.Query(
                    cites ? fact.key.words + " what in which text?" : fact.key.question,
                    answer + (cites ? " [\(id)]" : ""), key: fact.key,
                    citations: cites ? ["\(id)"] : nil)
            })
    }

    /// `[4] This text says much about bees.`: much, some and nothing make three grades.
    func ranking(
        _ budget: Int, _ queries: Int, _ stream: inout SeededGenerator
    ) throws -> Exercise {
        let grades = [("much", 2), ("some", 1), ("nothing", 0)]
        var ids = Array(Self.ids)
        stream.shuffle(&ids)
        var topics = WordLists.topics
        stream.shuffle(&topics)
        let asked = min(max(1, queries), topics.count)
        var passages: [String] = []
        var made: [Exercise.Query] = []
        var left = budget
        for topic in topics where ids.count >= 3 {
            let chosen = Array(ids.prefix(3))
            let texts = zip(chosen, grades).map { "[\($0)] This text says \($1.0) about \(topic)." }
            let cost = try texts.reduce(0) { try $0 + measure($1) }
            guard cost <= left || passages.isEmpty else { break }
            left -= cost
            ids.removeFirst(3)
            passages += texts
            made.append(
                Exercise.Query(
                    "Rank \(topic)?", chosen.map(String.init).joined(separator: " > "),
                    relevance: Dictionary(
                        uniqueKeysWithValues: zip(chosen, grades).map { ("\($0)", $1.1) })))
        }
        if rules.fillsBook { try pad(&passages, left, &stream) }
        stream.shuffle(&passages)
        stream.shuffle(&made)
        return Exercise(book: passages, queries: Array(made.prefix(asked)))
    }

    /// Prose at the end, where the next document or the ids do not suffice to fill the book.
    func pad(_ book: inout [String], _ left: Int, _ stream: inout SeededGenerator) throws {
        var left = left
        while true {
            let sentence = WorldProse.sentence(&stream)
            left -= try measure(sentence)
            guard left >= 0 else { return }
            book.append(sentence)
        }
    }
}

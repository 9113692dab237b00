import Numbers

/// Draws exercises from the world.
struct ExerciseMaker {
    let world: OrganismWorld
    var rules: FactRules
    /// Tokens of a text that follows a space.
    let measure: (String) throws -> Int

    /// - Parameters:
    ///   - budget: tokens that the book may take.
    ///   - queries: questions at most; there is always at least one.
    func exercise(
        _ kind: ExerciseKind, budget: Int, queries: Int, _ stream: inout SeededGenerator
    ) throws -> Exercise {
        switch kind {
        case .recall: try recall(budget, queries, &stream)
        case .documents: try documents(budget, queries, cites: false, &stream)
        case .citation: try documents(budget, queries, cites: true, &stream)
        case .ranking: try ranking(budget, queries, &stream)
        case .labels: try labels(budget, queries, &stream)
        case .story: try story(budget, queries, sumsUp: false, &stream)
        case .summary: try story(budget, queries, sumsUp: true, &stream)
        }
    }

    /// One fact whose key is not among `taken`, which it joins.
    /// - Parameter neighbour: another fact of the book, whose person this one may share.
    func fact(
        _ taken: inout Set<FactKey>, neighbour: WorldFact? = nil, _ stream: inout SeededGenerator
    ) -> WorldFact {
        while true {
            var key =
                stream.uniform() < rules.memorisedShare
                ? stream.pick(world.memorised)
                : FactKey(
                    person: stream.below(WordLists.names.count),
                    verb: stream.below(WordLists.verbs.count))
            // Neighbours that share the person make the model look at both words of the key.
            if rules.sharesPeople, let neighbour, stream.uniform() < 0.15 {
                key.person = neighbour.key.person
            }
            guard key != rules.excluded, !world.isForNeedles(key), taken.insert(key).inserted else {
                continue
            }
            return WorldFact(key: key, value: value(for: key, &stream))
        }
    }

    /// A value that is not the default of the key.
    func value(for key: FactKey, _ stream: inout SeededGenerator) -> FactValue {
        while true {
            let value = OrganismWorld.value(heldOut: rules.heldOut, &stream)
            if value != world.defaults[key] { return value }
        }
    }

    /// The answer about a fact: the value in the book or, for a share of keys, the default.
    func answer(_ fact: WorldFact, _ stream: inout SeededGenerator) -> String {
        if rules.defaultShare > 0, let known = world.defaults[fact.key],
            stream.uniform() < rules.defaultShare
        {
            return known.words
        }
        return fact.value.words
    }

    func recall(_ budget: Int, _ queries: Int, _ stream: inout SeededGenerator) throws -> Exercise {
        let density = rules.density ?? 0.3 + 0.7 * stream.uniform()
        var taken: Set<FactKey> = []
        var facts = [fact(&taken, &stream)]
        var book = [facts[0].sentence]
        var left = try budget - measure(book[0])
        while left > 0 {
            let isFact = stream.uniform() < density && facts.count < rules.mostFacts
            let next = isFact ? fact(&taken, neighbour: facts.last, &stream) : nil
            let sentence = next?.sentence ?? WorldProse.sentence(&stream)
            left -= try measure(sentence)
            guard left >= 0 else { break }
            book.append(sentence)
            if let next { facts.append(next) }
        }
        stream.shuffle(&book)
        stream.shuffle(&facts)
        return Exercise(
            book: book,
            queries: facts.prefix(max(1, queries)).map {
                Exercise.Query($0.key.question, answer($0, &stream), key: $0.key)
            })
    }
}

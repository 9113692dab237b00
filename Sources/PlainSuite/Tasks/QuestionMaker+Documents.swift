extension QuestionMaker {
    /// A question over numbered documents about invented persons, towns and firms.
    ///
    /// Beside the document with the answer stand, in this order of likeness: one that tells other
    /// things of the same entity, one that tells the asked thing of a look-alike (a person of the same
    /// surname), ones that tell it of others, and unrelated ones.
    mutating func documents(_ units: Int) -> Question {
        let kind = EntityKind.allCases[index / 6 % 3]
        let entity = maker.entity(kind)
        let attributes = kind.attributes.shuffled(&maker.stream)
        let asked = maker.answer(entity, attributes[0])
        // Demonstrations ask others for the same or another attribute.
        let shots = (0..<2).map { number in
            let other = number == 0 ? maker.lookAlike(of: entity) : maker.entity(kind)
            return maker.answer(other, attributes[number == 0 ? 0 : 1])
        }
        // Drawn before the filler, so that the question is the same at every length.
        let query = asked.question(&maker.stream)
        let shotQueries = shots.map { $0.question(&maker.stream) }
        let gold = maker.document(
            [maker.fact(entity, attributes[3]), asked], prose: 2, asked: asked)
        let same = maker.document(attributes[1...2].map { maker.fact(entity, $0) }, prose: 2)
        let others = shots.map { fact in
            maker.document(
                maker.facts(fact.entity, 1, without: [fact.attribute.name, attributes[0].name])
                    + [fact], prose: 2, asked: fact)
        }
        let filler = fillerDocuments(units, about: attributes[0], of: kind)
        var documents = ([same] + others + filler).shuffled(&maker.stream)
        documents.insert(gold, at: place(among: documents.count))
        return Question(
            instruction:
                "Use the documents to answer the question. Give the answer alone, in a few words, as the documents have it.",
            shots: zip(shots, shotQueries).map {
                Question.Shot(query: "Question: " + $1, answer: $0.value)
            }, context: Self.numbered(documents), query: "Question: " + query,
            answers: [asked.value], depth: depth)
    }

    /// Two questions about one entity, whose answers stand in two documents; each answer is to be followed
    /// by the number of its document.
    mutating func citations(_ units: Int) -> Question {
        let kind = EntityKind.allCases[index / 6 % 3]
        let entities = (0..<3).map { _ in maker.entity(kind) }
        let attributes = entities.map { _ in kind.attributes.shuffled(&maker.stream) }
        // The asked one first, then those of the demonstrations.
        let asked = zip(entities, attributes).map { entity, attributes in
            attributes.prefix(2).map { maker.answer(entity, $0) }
        }
        let queries = asked.map { facts in
            "Question: " + facts.map { $0.question(&maker.stream) }.joined(separator: " ")
        }
        // Two documents for each entity, and one of a look-alike.
        let pairs = zip(asked, attributes).map { facts, attributes in
            facts.enumerated().map { half, fact in
                let other = maker.fact(fact.entity, attributes[2 + half])
                return maker.document([other, fact], prose: 1, asked: fact)
            }
        }
        let attribute = asked[0][0].attribute
        let lookAlike = maker.document(
            [maker.fact(maker.lookAlike(of: entities[0]), attribute)], prose: 2)
        let filler = fillerDocuments(units, about: attribute, of: kind)
        var documents = ([lookAlike] + pairs[1] + pairs[2] + filler).shuffled(&maker.stream)
        documents.insert(pairs[0][0], at: place(among: documents.count))
        documents.insert(pairs[0][1], at: maker.stream.below(documents.count + 1))
        func number(_ fact: Fact) -> String {
            let place = documents.firstIndex { document in
                document.sentences.contains { $0.contains(fact.value) }
            }
            return "\((place ?? 0) + 1)"
        }
        return Question(
            instruction:
                "Answer the questions from the documents. Write behind each answer the number of the document that it comes from, in square brackets, such as [3].",
            shots: zip(asked, queries).dropFirst().map { facts, query in
                Question.Shot(
                    query: query,
                    answer: facts.map { "\($0.value) [\(number($0))]" }.joined(separator: "; "))
            }, context: Self.numbered(documents), query: queries[0],
            answers: asked[0].map(\.value), citations: asked[0].map(number),
            // Two different documents at random: each is one of the two due with 2 / n.
            chance: 2 / Double(documents.count))
    }

    /// Documents of about four sentences each, with so many sentences together. Every third tells the
    /// asked attribute of someone else.
    private mutating func fillerDocuments(
        _ sentences: Int, about attribute: Attribute, of kind: EntityKind
    ) -> [Document] {
        stride(from: 0, to: sentences, by: 4).enumerated().map { number, start in
            let count = min(4, sentences - start)
            let sameKind = number % 3 == 0
            let entity = maker.entity(
                sameKind ? kind : EntityKind.allCases[maker.stream.below(3)])
            var facts = maker.facts(entity, 2, without: [attribute.name])
            if sameKind { facts[0] = maker.fact(entity, attribute) }
            return maker.document(Array(facts.prefix(count)), prose: max(0, count - 2))
        }
    }

    static func numbered(_ documents: [Document]) -> String {
        documents.enumerated().map { number, document in
            "Document [\(number + 1)] (Title: \(document.title)): \(document.text)"
        }.joined(separator: "\n\n")
    }
}

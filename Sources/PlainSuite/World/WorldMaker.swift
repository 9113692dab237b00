import Numbers

/// Makes invented entities, facts about them and documents that tell the facts, for one prompt.
struct WorldMaker {
    var stream: SeededGenerator
    var names: NameSource
    /// Answers of this prompt, which no other sentence may hold.
    private(set) var reserved: [String] = []

    init(seed: UInt64, stream: SeededGenerator) {
        self.stream = stream
        names = NameSource(seed: seed)
    }

    /// A new person, town or firm.
    mutating func entity(_ kind: EntityKind) -> Entity {
        switch kind {
        case .person: Entity(names.person(&stream))
        case .town: Entity(.town, names.town(&stream))
        case .firm: Entity(.firm, names.firm(&stream))
        }
    }

    /// A new one whose name neither holds one of these names nor is part of one, in upper or lower case: answers are
    /// looked for within words.
    mutating func entity(_ kind: EntityKind, apartFrom names: [String]) -> Entity {
        let names = names.map { $0.lowercased() }
        var entity = self.entity(kind)
        // Very rarely more than one.
        for _ in 0..<256 {
            let name = entity.name.lowercased()
            if !names.contains(where: { $0.contains(name) || name.contains($0) }) { break }
            entity = self.entity(kind)
        }
        return entity
    }

    /// One that is easily taken for `entity`: a person of the same surname, a firm with the same first
    /// word. Towns have none; another town.
    mutating func lookAlike(of entity: Entity) -> Entity {
        switch entity.kind {
        case .person:
            let others = GivenName.all.filter { $0.name != entity.given }
            return Entity(
                names.person(given: stream.pick(others), surname: entity.surname, &stream))
        case .firm:
            let first = entity.name.prefix { $0 != " " }
            let rest = Phrase.make("[Holding|Museum|Foundation|Workers' Club|Archive]", &stream)
            return Entity(.firm, "\(first) \(rest)")
        case .town: return self.entity(.town)
        }
    }

    /// A value that is no answer of this prompt and neither holds one nor is part of one.
    mutating func value(_ attribute: Attribute) -> String {
        var value = ""
        for _ in 0..<256 {
            switch attribute.value {
            case .person: value = names.person(&stream).full
            case .town: value = names.town(&stream)
            case .phrase(let text): value = Phrase.make(text, &stream)
            }
            if !reserved.contains(where: { $0.contains(value) || value.contains($0) }) { break }
        }
        return value
    }

    mutating func fact(_ entity: Entity, _ attribute: Attribute) -> Fact {
        Fact(entity: entity, attribute: attribute, value: value(attribute))
    }

    /// A fact whose value nothing else in the prompt will have.
    mutating func answer(_ entity: Entity, _ attribute: Attribute) -> Fact {
        let fact = fact(entity, attribute)
        reserved.append(fact.value)
        return fact
    }

    /// Keeps an answer out of what is made from now on.
    mutating func reserve(_ answer: String) { reserved.append(answer) }

    /// Facts of attributes in random order, those named left out.
    mutating func facts(_ entity: Entity, _ count: Int, without: Set<String> = []) -> [Fact] {
        var attributes = entity.kind.attributes.filter { !without.contains($0.name) }
        stream.shuffle(&attributes)
        return attributes.prefix(count).map { fact(entity, $0) }
    }

    /// A document that tells facts among sentences of a topic.
    ///
    /// The first fact names its entity in full; later ones may call a person by one name. `asked` is
    /// always told with the full name.
    mutating func document(
        _ facts: [Fact], prose: Int, topic: TopicProse? = nil, asked: Fact? = nil
    ) -> Document {
        var source = ProseSource(topic ?? stream.pick(TopicProse.all))
        var sentences = (0..<prose).map { _ in source.sentence(&stream) }
        var places = (0..<facts.count).map { _ in stream.below(prose + 1) }.sorted(by: >)
        // A document begins with whom it is about.
        if !places.isEmpty { places[places.count - 1] = 0 }
        for (number, place) in zip((0..<facts.count).reversed(), places) {
            let fact = facts[number]
            let isShort = number > 0 && fact.value != asked?.value && stream.below(2) == 0
            sentences.insert(isShort ? shortSentence(fact) : fact.sentence(&stream), at: place)
        }
        return Document(title: facts.first?.entity.name ?? source.topic.name, sentences: sentences)
    }

    private mutating func shortSentence(_ fact: Fact) -> String {
        guard let given = fact.entity.given, let surname = fact.entity.surname else {
            return fact.sentence(&stream)
        }
        var holes = fact.entity.holes(fact.value)
        holes["n"] = stream.pick([given, surname])
        return Phrase.capital(Phrase.fill(stream.pick(fact.attribute.tells), holes))
    }
}

extension Phrase {
    /// The text with its choices drawn; there are no holes.
    static func make(_ text: String, _ stream: inout SeededGenerator) -> String {
        make(text, [:], &stream)
    }
}

/// A titled paragraph.
struct Document: Sendable {
    var title: String
    var sentences: [String]

    var text: String { sentences.joined(separator: " ") }
}

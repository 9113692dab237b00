import Numbers

/// Something that can be told of an entity: `{n}` is the entity, `{s}` "she", "he" or "it", `{p}` "her",
/// "his" or "its", `{v}` the value.
struct Attribute: Sendable {
    /// Names it among those of its kind.
    let name: String
    /// A sentence with `{n}` and `{v}`, one of several.
    let tells: [String]
    /// A question with `{n}`, one of several.
    let asks: [String]
    /// What it is called after "about", for queries: `the teacher of {n}`.
    let topic: String
    let value: Value

    /// Where values come from.
    enum Value: Sendable {
        case person, town
        /// A phrase with choices, see ``Phrase``.
        case phrase(String)
    }

    init(
        _ name: String, _ value: Value, topic: String, tells: [String], asks: [String]
    ) {
        self.name = name
        self.value = value
        self.topic = topic
        self.tells = tells
        self.asks = asks
    }
}

/// What an invented entity is.
enum EntityKind: String, CaseIterable, Sendable {
    case person, town, firm

    var attributes: [Attribute] {
        switch self {
        case .person: Attribute.ofPersons
        case .town: Attribute.ofTowns
        case .firm: Attribute.ofFirms
        }
    }
}

/// An invented person, town or firm.
struct Entity: Sendable {
    let kind: EntityKind
    /// The full name, under which it is asked for.
    let name: String
    /// The words of the name, for look-alikes: given name and surname of a person.
    let given: String?
    let surname: String?
    let subject: String
    let possessive: String

    init(_ person: PersonName) {
        kind = .person
        name = person.full
        given = person.given.name
        surname = person.surname
        subject = person.given.subject
        possessive = person.given.possessive
    }

    init(_ kind: EntityKind, _ name: String) {
        self.kind = kind
        self.name = name
        given = nil
        surname = nil
        subject = "it"
        possessive = "its"
    }

    /// Holes of ``Attribute`` but the value.
    func holes(_ value: String = "") -> [String: String] {
        ["n": name, "s": subject, "p": possessive, "v": value]
    }
}

/// A value of an attribute of an entity.
struct Fact: Sendable {
    let entity: Entity
    let attribute: Attribute
    let value: String

    /// A sentence that tells it and names the entity in full.
    func sentence(_ stream: inout SeededGenerator) -> String {
        Phrase.capital(Phrase.fill(stream.pick(attribute.tells), entity.holes(value)))
    }

    /// A question for it.
    func question(_ stream: inout SeededGenerator) -> String {
        Phrase.fill(stream.pick(attribute.asks), entity.holes())
    }

    /// What it is about, without the value.
    var topic: String { Phrase.fill(attribute.topic, entity.holes()) }
}

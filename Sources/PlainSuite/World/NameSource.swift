import Numbers

/// Invented names of persons, towns and firms.
///
/// Names of two seeds that differ modulo ``classes`` share no surname, no town and so no question: the
/// stock of syllables is dealt out to the seeds. No name repeats within one source.
struct NameSource {
    /// The parts into which the stock of names is dealt.
    static let classes = 64

    private let part: Int
    private var used: Set<String> = []

    init(seed: UInt64) { part = Int(seed % UInt64(Self.classes)) }

    /// A surname such as `Brandavik`.
    mutating func surname(_ stream: inout SeededGenerator) -> String {
        fresh(Self.surnames, &stream)
    }

    /// A town such as `Velkoford`.
    mutating func town(_ stream: inout SeededGenerator) -> String { fresh(Self.towns, &stream) }

    /// A person of a given name and a surname; both new unless given.
    mutating func person(
        given: GivenName? = nil, surname: String? = nil, _ stream: inout SeededGenerator
    ) -> PersonName {
        PersonName(
            given: given ?? stream.pick(GivenName.all), surname: surname ?? self.surname(&stream))
    }

    /// A firm such as `Brandavik Instruments`.
    mutating func firm(_ stream: inout SeededGenerator) -> String {
        Phrase.make(
            "{name} [Instruments|Bakeries|& Sons|Textiles|Shipping|Brothers|Glassworks|Press|Foods|Engines|Pottery|Optics|Tools|Paper|Clocks|Timber|Chemicals|Seeds]",
            ["name": surname(&stream)], &stream)
    }

    private mutating func fresh(_ stock: Syllables, _ stream: inout SeededGenerator) -> String {
        let size = stock.count / Self.classes
        // Far more names than one prompt has; a prompt of a million tokens repeats some.
        for _ in 0..<64 {
            let name = stock.name(stream.below(size) * Self.classes + part)
            if used.insert(name).inserted { return name }
        }
        return stock.name(stream.below(size) * Self.classes + part)
    }
}

/// A person's name.
struct PersonName: Hashable {
    let given: GivenName
    let surname: String

    var full: String { "\(given.name) \(surname)" }
}

/// A given name and what pronouns go with it.
struct GivenName: Hashable {
    let name: String
    let isFemale: Bool

    var subject: String { isFemale ? "she" : "he" }
    var possessive: String { isFemale ? "her" : "his" }

    static let all =
        female.map { GivenName(name: $0, isFemale: true) }
        + male.map { GivenName(name: $0, isFemale: false) }
}

/// Names made of three syllables, numbered.
struct Syllables {
    let first: [String]
    let middle: [String]
    let last: [String]

    var count: Int { first.count * middle.count * last.count }

    /// The name of a number below `count`; neighbours share nothing, so that a part of all numbers has
    /// every syllable.
    func name(_ number: Int) -> String {
        // 7919 is a prime that divides no count of a list, so this runs through all numbers; the counts
        // are odd, so that every class of numbers has all syllables.
        let mixed = (number &* 7919 &+ 4099) % count
        let (left, tail) = mixed.quotientAndRemainder(dividingBy: last.count)
        let (head, centre) = left.quotientAndRemainder(dividingBy: middle.count)
        return first[head] + middle[centre] + last[tail]
    }
}

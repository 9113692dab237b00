import Numbers

/// Plain English sentences about one subject, the text between the facts of a document.
///
/// They name no person, town or firm and tell nothing that a question asks for.
struct TopicProse: Sendable {
    /// The subject in a word or two, as in a title.
    let name: String
    /// Sentences with choices, see ``Phrase``.
    let sentences: [String]

    init(_ name: String, _ sentences: [String]) {
        self.name = name
        self.sentences = sentences
    }

    /// One sentence.
    func sentence(_ stream: inout SeededGenerator) -> String {
        Phrase.capital(Phrase.make(stream.pick(sentences), &stream))
    }

    static let all = townTopics + countryTopics + workTopics
}

/// Sentences of one topic, none of which repeats before all of its patterns were used.
struct ProseSource {
    let topic: TopicProse
    private var left: [String] = []

    init(_ topic: TopicProse) { self.topic = topic }

    mutating func sentence(_ stream: inout SeededGenerator) -> String {
        if left.isEmpty {
            left = topic.sentences
            stream.shuffle(&left)
        }
        return Phrase.capital(Phrase.make(left.removeLast(), &stream))
    }

    /// So many sentences as one paragraph.
    mutating func paragraph(_ count: Int, _ stream: inout SeededGenerator) -> String {
        (0..<count).map { _ in sentence(&stream) }.joined(separator: " ")
    }
}

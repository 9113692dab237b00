/// A book and questions about it; without sentences, questions that memory answers.
struct Exercise: Sendable, Equatable {
    var book: [String]
    var queries: [Query]

    struct Query: Sendable, Equatable {
        var question: String
        /// The start of the answer, which repeats the question. Empty where the answer is a word.
        var lead: String { key.map(\.words) ?? "" }
        /// Without the lead and the full stop that ends it.
        var answer: String
        /// The fact that is asked for, if one is.
        var key: FactKey?
        /// Gains of passages by their id, for rankings.
        var relevance: [String: Int]?
        /// Ids of the documents that hold the answer.
        var citations: [String]?

        init(
            _ question: String, _ answer: String, key: FactKey? = nil,
            relevance: [String: Int]? = nil, citations: [String]? = nil
        ) {
            self.question = question
            self.answer = answer
            self.key = key
            self.relevance = relevance
            self.citations = citations
        }
    }

    /// The text of the user's turn with this question.
    func content(_ query: Query) -> String {
        book.isEmpty ? query.question : book.joined(separator: " ") + " " + query.question
    }
}

/// The skills that exercises train and test.
enum ExerciseKind: CaseIterable, Sendable {
    /// One fact among others and prose.
    case recall
    /// A fact of one of several documents; with the document's id for `citation`.
    case documents, citation
    /// Passages ordered by how much they tell about a topic.
    case ranking
    /// A new thing gets the label of its kind.
    case labels
    /// The place of one person after many moves; of everybody for `summary`.
    case story, summary
}

/// The choice of an exercise's facts.
struct FactRules: Sendable {
    /// Values kept for evaluation, or the others.
    var heldOut = false
    /// Share of facts about a key that has a default.
    var memorisedShare = 0.75
    /// Share of answers about such keys that are the default and not what the book says.
    var defaultShare = 0.0
    /// Share of sentences that are facts, where there is prose too; nil draws it per exercise.
    var density: Double?
    /// Prose fills books of documents up to the budget, as prompts of a given length need.
    var fillsBook = false
    /// Facts of a book at most; prose fills the rest.
    var mostFacts = Int.max
    /// A key that the book does not tell about.
    var excluded: FactKey?
    /// Some facts are about the person of the one before.
    var sharesPeople = true

    init(
        heldOut: Bool = false, memorisedShare: Double = 0.75, defaultShare: Double = 0,
        density: Double? = nil, excluded: FactKey? = nil, sharesPeople: Bool = true,
        fillsBook: Bool = false, mostFacts: Int = .max
    ) {
        self.fillsBook = fillsBook
        self.heldOut = heldOut
        self.memorisedShare = memorisedShare
        self.defaultShare = defaultShare
        self.density = density
        self.mostFacts = mostFacts
        self.excluded = excluded
        self.sharesPeople = sharesPeople
    }
}

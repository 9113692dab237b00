import Numbers
import Storage

/// The text that an organism is trained on, drawn as it is needed.
///
/// A batch follows from the seed and the step alone, so a killed run goes on with the same rows and
/// two workers need not talk to each other. Three rows in four ask many questions about one book, a
/// quarter ask one, exactly as evaluation does.
package struct TrainingText: Sendable {
    /// The world that it tells about.
    package let world: OrganismWorld
    /// Decides the rows together with the step.
    package let seed: UInt64
    let encoder: WordEncoder
    let special: [Int32]

    /// Text of a world for a tokenizer.
    /// - Throws: `DataError` when the tokenizer lacks a special token; errors of the tokenizer.
    package init(world: OrganismWorld, tokenizer: any WorldTokenizer, seed: UInt64) throws {
        self.world = world
        self.seed = seed
        encoder = try WordEncoder(sample: world.sampleTexts(), tokenizer: tokenizer)
        special = try OrganismChat.special.map { token in
            let ids = try tokenizer.ids(token)
            guard ids.count == 1 else {
                throw DataError("the tokenizer has no special token \(token).")
            }
            return Int32(ids[0])
        }
    }

    /// The rows of a step, counted from the beginning of the run.
    package func batch(phase: TrainingPhase, step: Int) throws -> TrainingBatch {
        var stream = SeededGenerator.derive(seed ^ 0x7261_696E, UInt64(step))
        var batch = TrainingBatch(tokens: [], weights: [], positions: [], headDropout: [])
        for _ in 0..<phase.rows {
            var row = try row(phase, &stream)
            row.finish(padding: special[0])
            batch.tokens.append(row.tokens)
            batch.weights.append(row.weights)
            batch.positions.append(row.positions(skipping: phase.maximumSkip, &stream))
            batch.headDropout.append(
                row.isClosedBook ? phase.closedBookDropout : phase.headDropout)
        }
        return batch
    }

    /// The main content of a row, with its share of the rows that memory does not answer.
    enum Theme { case book(ExerciseKind), retold, memory, prose }
    static let mix: [(theme: Theme, share: Double)] = [
        (.book(.recall), 0.37), (.retold, 0.305), (.book(.documents), 0.087),
        (.book(.citation), 0.076), (.book(.ranking), 0.054), (.book(.labels), 0.033),
        (.book(.story), 0.033), (.book(.summary), 0.022), (.prose, 0.02),
    ]

    static func theme(closedBookShare: Double, _ stream: inout SeededGenerator) -> Theme {
        if stream.uniform() < closedBookShare { return .memory }
        var draw = stream.uniform()
        return mix.first {
            draw -= $0.share
            return draw < 0
        }?.theme ?? .prose
    }

    func row(_ phase: TrainingPhase, _ stream: inout SeededGenerator) throws -> TrainingRow {
        var row = TrainingRow(length: phase.length)
        if phase.echoShare > 0, stream.uniform() < phase.echoShare {
            try appendEchoes(to: &row, &stream)
            return row
        }
        switch Self.theme(closedBookShare: phase.closedBookShare, &stream) {
        case .book(let kind):
            let isSingle = stream.uniform() < 0.25
            let rules = FactRules(defaultShare: phase.defaultShare)
            let maker = ExerciseMaker(world: world, rules: rules) { try encoder.ids($0).count }
            // Short books leave room for more conversations of their kind.
            repeat {
                let exercise = try maker.exercise(
                    kind, budget: bookBudget(kind, row.left, isSingle: isSingle, &stream),
                    queries: isSingle ? 1 : 12, &stream)
                try append(exercise, to: &row)
            } while !isSingle && row.left >= 44
        case .memory:
            row.isClosedBook = true
            while row.left > 18 {
                let fact = world.closedBook(&stream)
                try append(book: [], fact.question, lead: fact.lead, fact.answer, to: &row)
            }
        case .retold: try appendRetold(to: &row, &stream)
        case .prose: row.isClosedBook = true
        }
        try appendProse(to: &row, &stream)
        return row
    }

    /// Tokens of the book: all that one question leaves, or about half where there are many.
    func bookBudget(
        _ kind: ExerciseKind, _ room: Int, isSingle: Bool, _ stream: inout SeededGenerator
    ) -> Int {
        // Special tokens, question and answer of one exchange at most.
        let exchange =
            switch kind {
            case .story, .labels: 15
            case .recall, .documents: 19
            case .citation: 26
            case .ranking: 20
            case .summary: 23
            }
        if isSingle || kind == .summary { return room - exchange }
        return min(room - exchange, Int(Double(room) * (0.3 + 0.35 * stream.uniform())))
    }

    /// The conversation, with as many of its questions as have room; at least the first.
    func append(_ exercise: Exercise, to row: inout TrainingRow) throws {
        row.append([special[1]])
        for (index, query) in exercise.queries.enumerated() {
            let needed = try [query.question, query.lead, query.answer].reduce(6) {
                try $0 + encoder.ids($1).count
            }
            guard index == 0 || row.left >= needed else { return }
            try appendTurns(
                book: index == 0 ? exercise.book : [], query.question, lead: query.lead,
                query.answer, to: &row)
        }
    }

    /// A conversation of one question.
    func append(
        book: [String], _ question: String, lead: String, _ answer: String,
        to row: inout TrainingRow
    ) throws {
        row.append([special[1]])
        try appendTurns(book: book, question, lead: lead, answer, to: &row)
    }

    private func appendTurns(
        book: [String], _ question: String, lead: String, _ answer: String,
        to row: inout TrainingRow
    ) throws {
        row.markBoundary()
        row.append([special[2]])
        for sentence in book {
            row.append(try encoder.ids(sentence))
            row.markBoundary()
        }
        row.append(try encoder.ids(question))
        row.append([special[4], special[3]])
        // The repeated start of the question is easy, so it counts for less than the answer itself.
        row.append(try encoder.ids(lead), weight: Self.leadWeight)
        row.append(try encoder.ids(answer + "."), weight: 1)
        row.append([special[4]], weight: 1)
    }

    static let leadWeight: Float = 0.3

    /// Facts, then the same facts again in another order: the densest lesson in copying there is,
    /// for every second sentence can be told from an earlier one.
    func appendRetold(to row: inout TrainingRow, _ stream: inout SeededGenerator) throws {
        let maker = ExerciseMaker(world: world, rules: FactRules()) { _ in 0 }
        var taken: Set<FactKey> = []
        var facts: [WorldFact] = []
        let sentence = 6
        for _ in 0..<max(1, (row.left - 2) / (2 * sentence)) {
            facts.append(maker.fact(&taken, neighbour: facts.last, &stream))
        }
        row.append([special[1], special[2]])
        for isAgain in [false, true] {
            for fact in facts {
                row.markBoundary()
                row.append(try encoder.ids(fact.key.words))
                row.append(
                    try encoder.ids(fact.value.words + "."),
                    weight: isAgain ? 1 : TrainingRow.contextWeight)
            }
            stream.shuffle(&facts)
        }
    }

    /// Pairs of words, each said twice: `red bells red bells oak Mira oak Mira`.
    func appendEchoes(to row: inout TrainingRow, _ stream: inout SeededGenerator) throws {
        row.append([special[1]])
        while row.left > 0 {
            let words = [stream.pick(Self.echoed), stream.pick(Self.echoed)]
            let pair = try encoder.ids(words.joined(separator: " "))
            row.append(pair)
            row.append(pair, weight: 1)
        }
    }

    static let echoed =
        WordLists.names + WordLists.verbs + WordLists.colours + WordLists.materials
        + WordLists.things

    /// Plain sentences to the end of the row; the last is cut.
    func appendProse(to row: inout TrainingRow, _ stream: inout SeededGenerator) throws {
        guard row.left > 4 else { return }
        row.markBoundary()
        row.append([special[1]])
        while row.left > 0 {
            row.append(try encoder.ids(WorldProse.sentence(&stream)))
            row.markBoundary()
        }
    }
}

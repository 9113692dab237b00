import Artifacts
public import DecoderModels
public import Haystacks
import HeadAnalysis
import Storage

extension HeadDetector {
    /// - Throws: `UsageError` when a length and its answer exceed the model's positions, and for a
    ///   length that the detectors cannot read.
    public init(
        model: DetectionModel, grid: HaystackGrid, filler: Filler, layout: PromptLayout = .book,
        options: DetectionOptions = DetectionOptions()
    ) throws {
        try grid.check(
            contextLength: model.languageModel.contextLength, answer: options.answerTokens,
            model: model.name)
        let prompts = StandardProbePrompts(encoder: model.encoder, filler: filler, layout: layout)
        try self.init(
            model: model, grid: grid, prompts: prompts,
            scoring: StandardProbeScoring(reasoning: options.reasoning), detectorPrompts: prompts,
            options: options)
        try checkRepeats()
        try checkNeedles()
    }

    /// The most memory that a batch of the grid takes, predicted before anything is run; nil when the
    /// model does not say.
    public var memory: MemoryEstimate? {
        grid.lengths.compactMap { length in
            let rows = options.batchSize(length: length)
            // A prompt that others share, and one fork for what detectors read.
            let copies = 1 + (options.readsAttention ? rows : 0)
            return model.languageModel.memory(
                rows: rows, tokens: length + options.answerTokens, copies: copies)
        }.max { $0.total < $1.total }
    }

    /// Refuses, before the first probe, needles that the model has no positions for: a prompt has
    /// as many tokens as its length, or as many as needle and question need.
    ///
    /// - Throws: `UsageError` naming the needle.
    private func checkNeedles() throws {
        guard options.readsNeedles, let longest = grid.lengths.max(),
            let shortest = grid.lengths.min()
        else { return }
        let cells = grid.cells.filter { $0.length == shortest && $0.depth == grid.depths[0] }
        for cell in cells {
            let haystack = try prompts.haystack(cell, of: grid)
            try check(haystack, cell)
            let (forced, positions) = (forcedTokens(haystack), model.languageModel.contextLength)
            guard longest + forced > positions else { continue }
            throw UsageError(
                "length \(longest) and the sentence of needle \(cell.needle), which is put after it (\(forced) tokens), need more than the \(positions) positions of \(model.name): ask for lengths up to \(positions - forced)."
            )
        }
    }

    /// Refuses lengths that hold no random tokens to repeat, and those that ask for more different
    /// ones than the filler has: a token that comes twice in a round has two equal contexts, of which
    /// only one would count.
    ///
    /// - Throws: `UsageError` naming the length.
    private func checkRepeats() throws {
        guard let kind = options.detectors.first(where: \.readsRepeats)?.rawValue,
            let detectorPrompts, let shortest = grid.lengths.min(), let longest = grid.lengths.max()
        else { return }
        let rounds = RepeatedTokens.rounds
        guard shortest >= RepeatedTokens.fewest else {
            throw UsageError(
                "length \(shortest) is too short for \(kind), which repeats two or more tokens \(rounds) times: give \(RepeatedTokens.fewest) or more."
            )
        }
        let tokens = try detectorPrompts.plainTokens().count
        guard longest / rounds <= tokens else {
            throw UsageError(
                "\(kind) repeats \(longest / rounds) different tokens \(rounds) times to fill length \(longest), but the filler has \(tokens): give lengths up to \(rounds * tokens + rounds - 1), or more text."
            )
        }
    }

    /// Prompts as the attention detectors read them; none when no detector has queries.
    func detectorInputs(_ haystacks: [Haystack]) throws -> [DetectorInput] {
        guard options.readsAttention, let detectorPrompts else { return [] }
        return try haystacks.map(detectorPrompts.detectorInput)
    }

    /// Sequences of random tokens of each length.
    static var repeats: Int { 4 }

    /// Scores of the detectors that look at random tokens: one value a sequence. They take about as
    /// long as so many probes, and are computed again by a resumed run.
    func repeatedTokens(
        _ meter: ProbeMeter, _ tell: Teller
    ) throws -> [DetectorKind: HeadScores] {
        let kinds = options.detectors.filter(\.readsRepeats)
        guard !kinds.isEmpty, let detectorPrompts else { return [:] }
        let vocabulary = try detectorPrompts.plainTokens()
        let sequences = grid.lengths.flatMap { length in
            (0..<Self.repeats).map {
                RepeatedTokens(length: length, from: vocabulary, seed: UInt64($0))
            }
        }
        var values: [DetectorKind: [[Double]]] = [:]
        for (index, sequence) in sequences.enumerated() {
            model.languageModel.beginGroup()
            meter.begin(group: [Double(sequence.tokens.count)])
            for kind in kinds {
                let attention = try sequence.queries(kind).map(model.languageModel.attention(for:))
                values[kind, default: []].append(sequence.scores(attention))
            }
            meter.endBatch(answers: false)
            tell(ProgressReport(label: "repeating", done: index + 1, total: sequences.count))
        }
        return Dictionary(
            uniqueKeysWithValues: values.map { kind, lists in
                (
                    kind,
                    HeadScores(
                        lists, model: model.name, mode: kind.rawValue, layers: header.layers,
                        heads: header.heads, attempts: lists.count)
                )
            })
    }
}

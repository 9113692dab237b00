public import Artifacts
import Storage

/// The parts of a run of several variants. Each has a name, which is empty where there is only one.
extension RunReport {
    /// Scores of all heads, and the probes behind them.
    public struct Detection: Sendable {
        /// Of the variant.
        public var name = ""
        /// Retrieval scores of all heads.
        public var scores: HeadScores?
        /// The heads that were silenced by these scores.
        public var selections: [Selection] = []
        /// The score that a head had to reach, for a selection by threshold.
        public var threshold: Double?
        /// The probes.
        public var trials: [NeedleTrial] = []

        /// Nothing yet.
        public init(name: String = "") { self.name = name }

        var mask: HeadMask? { selections.first?.mask }
    }

    /// Heads that were silenced.
    public struct Selection: Sendable {
        /// Of the variant.
        public var name: String
        /// The heads, and how they were selected.
        public var mask: HeadMask
        /// A selection under a name.
        public init(name: String = "", mask: HeadMask) {
            self.name = name
            self.mask = mask
        }
    }

    /// Needles found as more heads are silenced.
    public struct Curve: Sendable {
        /// Of the variant.
        public var name: String
        /// Both panels.
        public var report: AblationReport
        /// A curve under a name.
        public init(name: String = "", report: AblationReport) {
            self.name = name
            self.report = report
        }
    }

    /// Pairs that are trained on.
    public struct Contrast: Sendable {
        /// Of the variant.
        public var name = ""
        /// All pairs, of which some are shown.
        public var pairs: [PreferencePair] = []
        /// Prompts with and without a pair.
        public var counts: PairCounts?
        /// No pairs yet.
        public init(name: String = "") { self.name = name }
    }

    /// The log of a training.
    public struct Training: Sendable {
        /// Of the variant, and of its model.
        public var name: String
        /// Its rows.
        public var steps: [TrainingStep]
        /// A log under a name.
        public init(name: String = "", steps: [TrainingStep] = []) {
            self.name = name
            self.steps = steps
        }
    }

    /// Questions that the models were asked, and what came of it.
    public struct QuestionSet: Sendable {
        /// Of the variant.
        public var name = ""
        /// Means of every model, category and length.
        public var rows: [EvaluationRow] = []
        /// Paired differences between models.
        public var differences: [EvaluationDifference] = []
        /// Means over the categories of each length, controls left out.
        public var means: [EvaluationRow] = []
        /// Paired differences of these.
        public var meanDifferences: [EvaluationDifference] = []
        /// What guessing reaches, by category, length and metric.
        public var chance: [ResultTable.Line: Double] = [:]
        /// Some questions with the answers of some models.
        public var examples: [AnsweredQuestion] = []
        /// Nothing yet.
        public init(name: String = "") { self.name = name }
    }

    /// A question and what models said.
    public struct AnsweredQuestion: Sendable {
        /// The row's id.
        public var id: String
        /// Category, length and metric.
        public var line: ResultTable.Line
        /// What was asked.
        public var question: String
        /// Accepted answers.
        public var expected: [String]
        /// By the name of the model: the response and its score.
        public var answers: [(model: String, response: String, score: Double)]
        /// A question with its answers.
        public init(
            id: String, line: ResultTable.Line, question: String, expected: [String],
            answers: [(model: String, response: String, score: Double)]
        ) {
            self.id = id
            self.line = line
            self.question = question
            self.expected = expected
            self.answers = answers
        }
    }
}

/// The first of each, which is the only one of a run without variants.
extension RunReport {
    private static func first<Part>(
        _ parts: inout [Part], _ new: Part, _ change: (inout Part) -> Void
    ) {
        if parts.isEmpty { parts.append(new) }
        change(&parts[0])
    }

    /// Retrieval scores of all heads.
    public var scores: HeadScores? {
        get { detections.first?.scores }
        set { Self.first(&detections, Detection()) { $0.scores = newValue } }
    }
    /// The heads that were silenced.
    public var mask: HeadMask? {
        get { detections.first?.mask }
        set {
            Self.first(&detections, Detection()) {
                $0.selections = newValue.map { [Selection(mask: $0)] } ?? []
            }
        }
    }
    /// The score that a head had to reach, for a selection by threshold.
    public var threshold: Double? {
        get { detections.first?.threshold }
        set { Self.first(&detections, Detection()) { $0.threshold = newValue } }
    }
    /// The probes of detection.
    public var trials: [NeedleTrial] {
        get { detections.first?.trials ?? [] }
        set { Self.first(&detections, Detection()) { $0.trials = newValue } }
    }
    /// The rows of the training log.
    public var training: [TrainingStep] {
        get { trainings.first?.steps ?? [] }
        set { Self.first(&trainings, Training()) { $0.steps = newValue } }
    }
    /// All pairs; `examplePairs` of them, evenly spaced, are shown.
    public var pairs: [PreferencePair] {
        get { contrasts.first?.pairs ?? [] }
        set { Self.first(&contrasts, Contrast()) { $0.pairs = newValue } }
    }
    /// Counts of prompts with and without a pair.
    public var pairCounts: PairCounts? {
        get { contrasts.first?.counts }
        set { Self.first(&contrasts, Contrast()) { $0.counts = newValue } }
    }
    /// Results of all models.
    public var rows: [EvaluationRow] {
        get { questionSets.first?.rows ?? [] }
        set { Self.first(&questionSets, QuestionSet()) { $0.rows = newValue } }
    }
    /// Paired differences between models.
    public var differences: [EvaluationDifference] {
        get { questionSets.first?.differences ?? [] }
        set { Self.first(&questionSets, QuestionSet()) { $0.differences = newValue } }
    }
}

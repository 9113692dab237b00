public import Foundation
import Haystacks
public import HeadAnalysis
import Numbers
import RetrievalHeads

extension Recipe {
    /// Needle probes: every length at every depth with every needle; the options of `retmask detect`.
    public struct Detect: Equatable, Sendable {
        /// Of a variant; empty for the only detection.
        public var name = ""
        /// The tool's own procedure, or the published one.
        public var mode = DetectionMode.standard
        /// Tokens of a whole prompt; nil takes those of the mode.
        public var lengths: [Int]?
        /// Percent of the filler before the needle; nil takes those of the mode.
        public var depths: [Double]?
        /// Built-in needles of the model's world, or a file; nil takes 12.
        public var needles: Source?
        /// A text file or a folder of them; nil takes text of the model's world.
        public var filler: URL? {
            get { fillerPath?.url }
            set { fillerPath = newValue.map { RecipePath(url: $0) } }
        }
        /// What scores the heads; the first ranks them unless `select` names another.
        public var detectors: [DetectorKind] = [.copy]
        /// Tokens generated at most per probe; nil takes 50, or 1024 where the model reasons first.
        public var maxTokens: Int?
        /// Prompt tokens of one batch, about; nil takes that of the mode.
        public var batchTokens: Int?
        /// Whether the model reasons before it answers.
        public var thinking = false
        /// Stop when the set of heads at the threshold is stable.
        public var untilStable = false
        /// Score from which a head counts for that; nil for the usual one.
        public var threshold: Double?
        /// Paper mode: the published folder of needles and texts.
        public var haystack: URL? {
            get { haystackPath?.url }
            set { haystackPath = newValue.map { RecipePath(url: $0) } }
        }
        /// Paper mode: whether prompts go through the chat template.
        public var template = PaperDetectStage.ChatTemplateUse.auto

        var fillerPath: RecipePath?
        var haystackPath: RecipePath?

        /// Default mode, with nothing chosen.
        public init() {}
    }
}

extension Recipe.Detect: RecipePart {
    static var fields: [RecipeField<Self>] {
        [
            .init("mode", at: \.mode), .init("lengths", at: \.lengths),
            .init("depths", at: \.depths), .init("needles", at: \.needles),
            .init("filler", at: \.fillerPath), .init("detectors", at: \.detectors),
            .init("maxTokens", at: \.maxTokens), .init("batchTokens", at: \.batchTokens),
            .init("thinking", at: \.thinking), .init("untilStable", at: \.untilStable),
            .init("threshold", at: \.threshold), .init("haystack", at: \.haystackPath),
            .init("template", at: \.template),
        ]
    }

    mutating func prepare(for given: RecipeFields, defaults: Self) {
        guard let mode = given["mode"].flatMap({ try? DetectionMode.read($0, folder: nil) }),
            mode != self.mode
        else { return }
        var other = mode == .standard ? defaults : Recipe.Detect()
        other.name = name
        other.mode = mode
        self = other
    }

    var problems: [String] {
        var list: [String] = []
        if let lengths { list.check("lengths", each: lengths, Limits.lengths, "numbers of tokens") }
        if let depths { list.check("depths", each: depths, Limits.depth, "percentages") }
        if case .count(let count)? = needles { list.check("needles", count, Limits.needles) }
        if let files = needles?.files, files.count > 1 {
            list.append(
                "needles is a list of \(files.count) files but should be one file, or a number")
        }
        if let maxTokens { list.check("maxTokens", maxTokens, Limits.tokens) }
        if let batchTokens { list.check("batchTokens", batchTokens, Limits.tokens) }
        if detectors.isEmpty || Set(detectors).count != detectors.count {
            list.append(
                "detectors should be some of \(DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")), each once"
            )
        }
        if let threshold {
            list.check("threshold", threshold, Limits.positiveShare)
            list.check(
                "threshold", threshold, untilStable, "left out: it decides when untilStable stops")
        }
        return list + modeProblems
    }

    /// Options that a mode would silently ignore are refused.
    private var modeProblems: [String] {
        let others: [(String, Bool)] =
            mode == .paper
            ? [
                ("needles", needles != nil), ("filler", filler != nil),
                ("maxTokens", maxTokens != nil), ("thinking", thinking),
                ("detectors", detectors != [.copy]), ("untilStable", untilStable),
            ] : [("haystack", haystack != nil), ("template", template != .auto)]
        let hint =
            mode == .paper
            ? "needles and texts come from haystack, answers have 50 tokens, copy is scored on the whole grid"
            : "it is for mode paper"
        var list = others.filter(\.1).map {
            "\($0.0) should be left out in mode \(mode.rawValue): \(hint)"
        }
        if mode == .paper, haystack == nil {
            list.append(
                "haystack is missing: mode paper wants a folder with needles.jsonl and a folder part1, part2, … of texts for each of its needles"
            )
        }
        return list
    }
}

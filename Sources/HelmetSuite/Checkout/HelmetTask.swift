import Foundation
import Storage

/// One dataset at one length, as a configuration of HELMET names it.
public struct HelmetTask: Sendable, Equatable {
    /// As the configuration spells it, `icl_banking77_360shot_balance`.
    public var dataset: String
    /// Tokens of prompt and answer together.
    public var length: Int
    /// Most tokens of an answer.
    public var maxTokens: Int
    /// Path of the test file below the data folder; empty for datasets of Hugging Face.
    public var testFile: String
    /// Path of the file that demonstrations come from.
    public var demoFile: String
    /// Demonstrations of a prompt.
    public var shots: Int
    /// Rows, or questions where several rows ask one; nil for all.
    public var mostSamples: Int?
    /// Whether prompts go through the chat template.
    public var usesChat: Bool
    /// What rows, demonstrations and labels are drawn by.
    public var seed = 42

    /// The dataset without sizes, as tables name it: `icl_banking77`, `kilt_nq`.
    public var name: String {
        var parts = dataset.split(separator: "_").map(String.init)
        if parts.last == "balance" { parts.removeLast() }
        if let last = parts.last, last.hasSuffix("shot") { parts.removeLast() }
        let hasSize = ["alce", "narrativeqa", "infbench", "multi"].contains(parts.first)
        if hasSize, let last = parts.last, Int(last) != nil { parts.removeLast() }
        return parts.joined(separator: "_")
    }

    /// Whether both ask the same rows.
    func isSame(_ other: HelmetTask) -> Bool {
        dataset.isExactly(other.dataset) && length == other.length
            && testFile.isExactly(other.testFile)
    }

    /// What it belongs to; nil for datasets that HELMET averages into no category.
    public var category: HelmetCategory? { HelmetCategory.of(dataset: name) }

    /// The name of the test file without folder and ending, as HELMET puts it into the name of a result file.
    var testName: String {
        let file = testFile.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return String(file) }
        return String(file[..<dot])
    }
}

/// The categories over which HELMET averages, and what each is the mean of.
public enum HelmetCategory: String, CaseIterable, Sendable {
    case recall, rag, rerank, icl, cite, longqa, summ

    /// The datasets of its mean, as the names of tasks begin or contain them.
    var datasets: [String] {
        switch self {
        case .recall: ["json_kv", "ruler_niah_mk_2", "ruler_niah_mk_3", "ruler_niah_mv"]
        case .rag: ["nq", "hotpotqa", "popqa", "triviaqa"]
        case .icl: ["trec_coarse", "trec_fine", "banking77", "clinic150", "nlu"]
        case .rerank: ["msmarco_rerank_psg"]
        case .cite: ["alce_asqa", "alce_qampari"]
        case .longqa: ["narrativeqa", "infbench_qa", "infbench_choice"]
        case .summ: ["infbench_sum", "multi_lexsum"]
        }
    }

    /// Whether its scores need no judge and no entailment model.
    var isWithoutJudge: Bool {
        switch self {
        case .recall, .rag, .rerank, .icl: true
        case .cite, .longqa, .summ: false
        }
    }

    /// The category of a dataset: by the first name that occurs in it, in the order of HELMET's collecting script.
    static func of(dataset: String) -> HelmetCategory? {
        allCases.first { category in
            category.datasets.contains { dataset.containsExactly($0) }
        }
    }
}

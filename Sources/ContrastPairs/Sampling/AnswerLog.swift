import Artifacts
import Foundation
import Storage

/// The key of an answer: the same in every run over the same text, whatever else is in the prompt file.
struct AnswerKey: Hashable {
    let prompt: String
    let sample: Int
    let side: ContrastSide
}

extension LoggedAnswer {
    fileprivate var key: AnswerKey { AnswerKey(prompt: prompt, sample: sample, side: side) }
}

/// The answers so far, on disk and in memory. An answer counts once it is a whole line, and is never
/// asked for or written twice.
struct AnswerLog {
    private let log: JSONLinesAppender<LoggedAnswer>
    private var answers: [AnswerKey: Completion]

    init(_ file: URL) throws {
        log = try JSONLinesAppender(file)
        answers = Dictionary(log.existing.map { ($0.key, $0.answer) }) { first, _ in first }
    }

    subscript(_ key: AnswerKey) -> Completion? { answers[key] }

    func has(_ item: ContrastItem) -> Bool {
        ContrastSide.allCases.allSatisfy { answers[item.key($0)] != nil }
    }

    /// Both answers, when both are there.
    func sample(_ item: ContrastItem) -> ContrastSample? {
        guard let chosen = answers[item.key(.chosen)], let rejected = answers[item.key(.rejected)]
        else { return nil }
        return ContrastSample(item, chosen: chosen, rejected: rejected)
    }

    /// - Returns: false when the answer was there already; then nothing is written.
    mutating func add(_ answer: Completion, to item: ContrastItem, _ side: ContrastSide) throws
        -> Bool
    {
        let row = LoggedAnswer(
            prompt: item.hash, sample: item.sample, side: side, seed: item.seed(side),
            answer: answer)
        guard answers[row.key] == nil else { return false }
        try log.append(row)
        answers[row.key] = answer
        return true
    }
}

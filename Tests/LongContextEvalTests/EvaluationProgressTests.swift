import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import LongContextEval

/// Reads prompts word by word, a second each, and answers with as many words as it may.
private final class ReadingModel: Responder, Scorer {
    private var tell: WorkHandler?
    var seconds = 0.0

    func tellWork(to handler: WorkHandler?) { tell = handler }

    private func work(_ work: ModelWork, _ time: Double) {
        seconds += time
        tell?(work)
    }

    func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        for (index, request) in requests.enumerated() {
            let words = request.messages[0].content.utf8.count / 4
            for _ in 0..<words { work(.read(tokens: 1), 1) }
            tell?(.began([index]))
        }
        for _ in 1..<4 { work(.wrote(rows: requests.count), 10) }
        for index in requests.indices { tell?(.ended(index)) }
        return requests.map { _ in Completion(text: "a", tokens: 4, finishReason: "length") }
    }

    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]] {
        for sequence in sequences {
            for _ in sequence { work(.read(tokens: 1), 1) }
        }
        return sequences.map { $0.dropFirst().map { _ in -1 } }
    }
}

@Suite struct EvaluationProgressTests {
    /// Prompts of 100 and 800 words and texts of 400 tokens in one file: the time is that of their tokens, and
    /// not that of their number.
    @Test func examplesOfUnequalLengthsAreWeighedByTheirTokens() throws {
        let folder = try TemporaryFolder()
        let model = ReadingModel()
        let words = [100, 100, 100, 100, 800, 800, 800, 800]
        var examples = words.enumerated().map { index, count in
            EvaluationExample(
                id: "q\(index)", category: "questions", metric: .substringMatch, length: count,
                messages: [.user(String(repeating: "word", count: count))], answers: ["a"],
                maxTokens: 4)
        }
        examples += (0..<4).map { index in
            EvaluationExample(
                id: "t\(index)", category: "texts", metric: .likelihood, length: 400,
                messages: [], answers: [], maxTokens: 1, tokens: Array(repeating: 1, count: 400))
        }
        var evaluator = Evaluator(
            examples: examples, model: "fake", out: folder.file("answers.jsonl"), batch: 2)
        nonisolated(unsafe) let clock = model
        evaluator.now = { clock.seconds }
        var readings: [(time: Double, report: ProgressReport)] = []
        _ = try evaluator.evaluate(model, scorer: model) { readings.append((model.seconds, $0)) }

        // 3600 words of prompts, 1600 tokens of texts, three steps of ten seconds in each of four batches.
        let total = 3600.0 + 1600 + 4 * 30
        #expect(model.seconds == total)
        #expect(readings.contains { $0.report.done == 0 && $0.report.underWay > 0 })
        for (time, report) in readings where time >= total / 10 && time < total {
            let left = try #require(report.estimate?.secondsLeft)
            #expect(abs(left - (total - time)) <= max((total - time) / 3, total / 20))
            #expect(abs((report.estimate?.fraction ?? 0) - time / total) < 0.1)
        }
        #expect(readings.last?.report.estimate?.fraction == 1)
    }
}

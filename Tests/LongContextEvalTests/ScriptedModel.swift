import Artifacts
import LongContextEval

/// Answers every prompt with its last word and a number of its own stream; scores tokens by rule.
final class ScriptedModel: Responder, Scorer {
    var calls: [[CompletionRequest]] = []
    var scored: [[[Int]]] = []
    var ablationWhileScoring: HeadAblation?
    /// Throws instead of answering the call with this number, from 0, as a kill would.
    var diesAt: Int?
    /// Leaves out the last answer of every call.
    var losesOne = false
    var answer: (CompletionRequest) -> String = { request in
        let word = request.messages.last?.content.split(separator: " ").last ?? ""
        return request.ablation.heads.isEmpty ? String(word) : "lost"
    }

    struct Killed: Error {}

    func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        if diesAt == calls.count { throw Killed() }
        calls.append(requests)
        let answers = requests.map {
            Completion(text: answer($0), tokens: 2, finishReason: "stop")
        }
        return losesOne ? answers.dropLast() : answers
    }

    /// The log-probability of token t is -t / 10.
    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]] {
        scored.append(sequences)
        ablationWhileScoring = ablation
        return sequences.map { $0.dropFirst().map { -Double($0) / 10 } }
    }
}

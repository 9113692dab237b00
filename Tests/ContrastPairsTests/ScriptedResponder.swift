import Artifacts
import Numbers

/// A model by rule: it answers with the prompt's words, an own random number and whether heads are ablated.
final class ScriptedResponder: Responder {
    /// Requests of every call so far.
    var calls: [[CompletionRequest]] = []
    /// Throws instead of answering the call with this number, from 0, as a kill would.
    var diesAt: Int?
    var isBatchInvariant = false
    var answer: (CompletionRequest) -> Completion = { request in
        var stream = SeededGenerator(seed: request.sampling.seed)
        let draw = stream.below(1000)
        let prompt = request.messages.last?.content ?? ""
        let text = request.ablation.heads.isEmpty ? "\(prompt) \(draw)" : "lost \(draw)"
        return Completion(text: text, tokens: 3, finishReason: "stop")
    }

    struct Killed: Error {}

    func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        if diesAt == calls.count { throw Killed() }
        calls.append(requests)
        return requests.map(answer)
    }
}

import Artifacts
import Foundation
import Numbers
import Storage

/// The outcome of a request after all its attempts.
enum RequestOutcome: Sendable {
    case answer(Completion)
    /// Out of attempts.
    case givenUp(RequestFailure)
    /// The server answers, but not this.
    case refused(RequestFailure)
    /// A sentence on why no request will be answered.
    case fatal(String)
    /// Given up because the whole call ends.
    case cancelled
}

/// A client that retries each request until it is answered or no attempt can help.
struct RetryingClient: Sendable {
    private let responder: EndpointResponder
    private let exchange: HTTPExchange
    private let cancellation: CancellationFlag

    init(_ responder: EndpointResponder, cancellation: CancellationFlag) {
        self.responder = responder
        self.cancellation = cancellation
        exchange = HTTPExchange(timeout: responder.timeout)
    }

    /// An attempt at a request.
    private struct Attempt: Sendable {
        let endpoint: ModelEndpoint
        let body: Data
        /// From 1.
        var number = 1
        /// Of the jitter of its waits.
        var random: SeededGenerator
    }

    /// - Parameters:
    ///   - number: of the request, which seeds the jitter of its waits.
    ///   - done: called once, on any thread.
    func send(
        _ request: CompletionRequest, number: Int,
        done: @escaping @Sendable (RequestOutcome) -> Void
    ) {
        if let problem = Self.problem(request.prompt) {
            return done(.refused(RequestFailure(reason: problem, attempts: 0)))
        }
        let endpoint = responder.endpoint(of: request)
        let body = ChatRequestBody.data(request, model: endpoint.model, extra: responder.extra)
        send(
            Attempt(
                endpoint: endpoint, body: body,
                random: .derive(request.sampling.seed, UInt64(number))), done)
    }

    /// What `chat/completions` cannot be asked everywhere; a server that ignored it would answer another
    /// question.
    private static func problem(_ prompt: ModelPrompt) -> String? {
        if prompt.text != nil { return "a server is asked conversations only, not plain text" }
        return prompt.continuesFinalMessage
            ? "a server is asked for whole answers only, not to go on from an assistant's message"
            : nil
    }

    private func send(_ attempt: Attempt, _ done: @escaping @Sendable (RequestOutcome) -> Void) {
        if cancellation.isCancelled { return done(.cancelled) }
        exchange.post(attempt.body, to: attempt.endpoint.chat, key: attempt.endpoint.key) { reply in
            if case .impossible(let sentence) = reply { return done(.fatal(sentence)) }
            switch AttemptOutcome(reply, key: attempt.endpoint.key) {
            case .answer(let answer, let isRepaired):
                if isRepaired { responder.repairs.add() }
                done(.answer(answer))
            case .refused(let reason):
                done(.refused(RequestFailure(reason: reason, attempts: attempt.number)))
            case .fatal(let reason):
                done(.fatal("\(attempt.endpoint.chat.absoluteString) says \(reason)"))
            case .retry(let reason, let after):
                guard attempt.number < responder.retries.attempts else {
                    return done(
                        .givenUp(RequestFailure(reason: reason, attempts: attempt.number)))
                }
                var next = attempt
                let wait = responder.retries.wait(
                    attempt: attempt.number, after: after, random: &next.random)
                next.number += 1
                pause(until: .now() + wait, next, done)
            }
        }
    }

    /// Waits, and looks now and then whether the whole call has ended.
    private func pause(
        until end: DispatchTime, _ attempt: Attempt,
        _ done: @escaping @Sendable (RequestOutcome) -> Void
    ) {
        let look = min(end, .now() + 0.5)
        DispatchQueue.global().asyncAfter(deadline: look) {
            if look < end, !cancellation.isCancelled {
                pause(until: end, attempt, done)
            } else {
                send(attempt, done)
            }
        }
    }
}

extension AttemptOutcome {
    fileprivate init(_ reply: HTTPExchange.Reply, key: APIKey?) {
        switch reply {
        case .failed(let reason):
            self = .retry(reason: ServerMessage.line(reason, key: key), after: nil)
        case .impossible(let sentence): self = .fatal(reason: sentence)
        case .response(let status, let body, let retryAfter):
            self.init(status: status, body: body, retryAfter: retryAfter, key: key)
        }
    }
}

/// The number of attempts at a request, and the waits between them.
///
/// The wait doubles from `delay` up to `longest`, and each is shortened by a random part of up to a
/// half, so that requests which failed together do not return together. The randomness is seeded.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all; 1 does not retry.
    public var attempts: Int
    /// Seconds before the second attempt.
    public var delay: Double
    /// Seconds at most, unless the server asks for more.
    public var longest: Double
    /// Seconds that a server may ask for at most.
    public var patience = 600.0

    /// - Parameters:
    ///   - attempts: in all, the first included.
    ///   - delay: seconds before the second attempt.
    ///   - longest: the longest wait, in seconds.
    public init(attempts: Int = 6, delay: Double = 1, longest: Double = 60) {
        self.attempts = attempts
        self.delay = delay
        self.longest = longest
    }

    /// Seconds to wait before the next attempt.
    ///
    /// - Parameters:
    ///   - attempt: the one that failed, from 1.
    ///   - after: what the server asked for, in seconds.
    func wait(
        attempt: Int, after: Double?, random: inout SeededGenerator
    ) -> Double {
        var wait = delay
        for _ in 1..<max(attempt, 1) { wait = min(wait * 2, longest) }
        wait = min(wait, longest) * (1 - random.uniform() / 2)
        return max(wait, min(after ?? 0, patience))
    }

    /// Checks the values.
    /// - Throws: `UsageError` naming every value that cannot be used.
    public func validate() throws {
        var problems: [String] = []
        if !Limits.attempts.contains(attempts) {
            problems.append("attempts are \(attempts); give \(Limits.attempts)")
        }
        if !Limits.delay.contains(delay) {
            problems.append("retry delay is \(delay); give seconds, \(Limits.delay)")
        }
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }
}

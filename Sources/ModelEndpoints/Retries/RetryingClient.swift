import Artifacts
import Foundation
import Numbers

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
        let endpoint = responder.endpoint(of: request)
        let body = ChatRequestBody.data(request, model: endpoint.model, extra: responder.extra)
        send(
            Attempt(
                endpoint: endpoint, body: body,
                random: .derive(request.sampling.seed, UInt64(number))), done)
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

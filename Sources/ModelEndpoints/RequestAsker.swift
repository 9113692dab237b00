import Artifacts
import Foundation

/// What a request came to after all its attempts.
enum RequestOutcome: Sendable {
    case answer(Completion)
    /// Out of attempts.
    case givenUp(RequestFailure)
    /// The server answers, but not this.
    case refused(RequestFailure)
    /// A sentence on why no request will be answered.
    case hopeless(String)
    /// Given up because the whole call ends.
    case stopped
}

/// Tries requests until they are answered or there is no point in trying again.
struct RequestAsker: Sendable {
    private let responder: EndpointResponder
    private let exchange: HTTPExchange
    private let stop: StopFlag

    init(_ responder: EndpointResponder, stop: StopFlag) {
        self.responder = responder
        self.stop = stop
        exchange = HTTPExchange(timeout: responder.timeout)
    }

    /// One request on its way.
    private struct Errand: Sendable {
        let endpoint: ModelEndpoint
        let body: Data
        /// From 1.
        var attempt = 1
        /// Of the jitter of its waits.
        var random: SeededGenerator
    }

    /// - Parameters:
    ///   - number: of the request, which seeds the jitter of its waits.
    ///   - done: called once, on any thread.
    func ask(
        _ request: CompletionRequest, number: Int,
        done: @escaping @Sendable (RequestOutcome) -> Void
    ) {
        let endpoint = responder.endpoint(of: request)
        let body = ChatRequestBody.data(request, model: endpoint.model, extra: responder.extra)
        attempt(
            Errand(
                endpoint: endpoint, body: body,
                random: .derive(request.sampling.seed, UInt64(number))), done)
    }

    private func attempt(_ errand: Errand, _ done: @escaping @Sendable (RequestOutcome) -> Void) {
        if stop.isSet { return done(.stopped) }
        exchange.post(errand.body, to: errand.endpoint.chat, key: errand.endpoint.key) { reply in
            if case .impossible(let sentence) = reply { return done(.hopeless(sentence)) }
            switch AttemptOutcome(reply, key: errand.endpoint.key) {
            case .answer(let answer, let isRepaired):
                if isRepaired { responder.repairs.add() }
                done(.answer(answer))
            case .refused(let reason):
                done(.refused(RequestFailure(reason: reason, attempts: errand.attempt)))
            case .hopeless(let reason):
                done(.hopeless("\(errand.endpoint.chat.absoluteString) says \(reason)"))
            case .again(let reason, let after):
                guard errand.attempt < responder.retries.attempts else {
                    return done(
                        .givenUp(RequestFailure(reason: reason, attempts: errand.attempt)))
                }
                var next = errand
                let wait = responder.retries.wait(
                    attempt: errand.attempt, after: after, random: &next.random)
                next.attempt += 1
                pause(until: .now() + wait, next, done)
            }
        }
    }

    /// Waits, and looks now and then whether the whole call has ended.
    private func pause(
        until end: DispatchTime, _ errand: Errand,
        _ done: @escaping @Sendable (RequestOutcome) -> Void
    ) {
        let look = min(end, .now() + 0.5)
        DispatchQueue.global().asyncAfter(deadline: look) {
            if look < end, !stop.isSet {
                pause(until: end, errand, done)
            } else {
                attempt(errand, done)
            }
        }
    }
}

extension AttemptOutcome {
    fileprivate init(_ reply: HTTPExchange.Reply, key: APIKey?) {
        switch reply {
        case .failed(let reason):
            self = .again(reason: ServerMessage.line(reason, key: key), after: nil)
        case .impossible(let sentence): self = .hopeless(reason: sentence)
        case .response(let status, let body, let retryAfter):
            self.init(status: status, body: body, retryAfter: retryAfter, key: key)
        }
    }
}

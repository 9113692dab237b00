public import Artifacts
import Foundation
import Numbers
import Storage

/// A responder that asks servers, many requests at a time.
///
/// Each request is tried until it is answered, refused, or out of attempts; one that fails does not
/// stop the others. When no request can succeed (a wrong key, an unknown model, a server that is
/// gone) the call ends, after the requests under way have been handed out.
///
/// ```swift
/// let responder = EndpointResponder(
///     normal: try ModelEndpoint("http://a:8000", model: "base"),
///     ablated: try ModelEndpoint("http://b:8000", model: "base-masked"))
/// try responder.respond(to: requests) { place, outcome in … }
/// ```
public struct EndpointResponder: Responder, Sendable {
    /// Asked for every request that is not ablated.
    public var normal: ModelEndpoint
    /// Asked for requests that are.
    public var ablated: ModelEndpoint
    /// Requests under way at once, over both servers.
    public var concurrency: Int
    /// Seconds for one attempt, from sending to the last byte.
    public var timeout: Double
    /// Attempts at a request and the waits between them.
    public var retries: RetryPolicy
    /// Fields added to every request.
    public var extra: ExtraFields
    /// Requests to one server given up in a row, with no answer and no refusal in between, after which it counts as
    /// gone.
    public var tolerance = 16
    /// Answers so far with U+FFFD in place of bytes that were no text.
    public let repairs = RepairCount()

    /// - Parameters:
    ///   - normal: the server of the model as it is.
    ///   - ablated: the server of the model with masked heads.
    ///   - concurrency: requests under way at once.
    ///   - timeout: seconds for one attempt.
    /// - Throws: `UsageError` for values out of range, and for more requests at once than this process may open files for.
    public init(
        normal: ModelEndpoint, ablated: ModelEndpoint, concurrency: Int = 32,
        timeout: Double = 600, retries: RetryPolicy = RetryPolicy(),
        extra: ExtraFields? = nil
    ) throws {
        self.normal = normal
        self.ablated = ablated
        self.concurrency = concurrency
        self.timeout = timeout
        self.retries = retries
        self.extra = try extra ?? ExtraFields()
        guard Limits.concurrency.contains(concurrency) else {
            throw UsageError(
                "concurrency is \(concurrency); give \(Limits.concurrency) requests.")
        }
        try OpenFiles.check(concurrency: concurrency)
        guard Limits.timeout.contains(timeout) else {
            throw UsageError("timeout is \(timeout); give seconds, \(Limits.timeout).")
        }
        try retries.validate()
    }

    /// True: a server batches requests on its own, so which others are asked with one changes nothing here.
    public var isBatchInvariant: Bool { true }

    /// Answers in the order of the requests.
    /// - Throws: `UnavailableError` when a request could not be answered.
    public func respond(to requests: [CompletionRequest]) throws -> [Completion] {
        var answers = [Completion?](repeating: nil, count: requests.count)
        try respond(to: requests) { place, outcome in
            switch outcome {
            case .success(let answer): answers[place] = answer
            case .failure(let failure):
                throw UnavailableError("a request was not answered: \(failure.reason)")
            }
        }
        return answers.compactMap { $0 }
    }

    /// Hands out each outcome as soon as it is there, in any order.
    /// - Parameter onOutcome: called in this thread, with the index of the request.
    /// - Throws: what `onOutcome` throws, `UsageError` when the servers refuse everything, `UnavailableError` when
    ///   `tolerance` requests to one of them were given up in a row.
    public func respond(
        to requests: [CompletionRequest],
        onOutcome: (_ request: Int, _ outcome: Result<Completion, RequestFailure>) throws -> Void
    ) throws {
        let queue = BlockingQueue<(place: Int, outcome: RequestOutcome)>()
        let cancellation = CancellationFlag()
        defer { cancellation.cancel() }
        let client = RetryingClient(self, cancellation: cancellation)
        var (begun, underWay) = (0, 0)
        var end: (any Error)?
        // Of each endpoint: one that is gone is not made up for by another that answers.
        var givenUp: [URL: Int] = [:]
        while true {
            while end == nil, begun < requests.count, underWay < concurrency {
                let place = begun
                client.send(requests[place], number: place) { queue.put((place, $0)) }
                begun += 1
                underWay += 1
            }
            guard underWay > 0 else { break }
            let (place, outcome) = queue.take()
            underWay -= 1
            let asked = endpoint(of: requests[place])
            switch outcome {
            case .answer(let answer):
                givenUp[asked.chat] = 0
                try onOutcome(place, .success(answer))
            case .refused(let failure):
                // The server answers, so it is not gone.
                givenUp[asked.chat] = 0
                try onOutcome(place, .failure(failure))
            case .givenUp(let failure):
                givenUp[asked.chat, default: 0] += 1
                try onOutcome(place, .failure(failure))
                if let count = givenUp[asked.chat], count >= tolerance, end == nil {
                    end = UnavailableError(
                        "\(asked.chat.absoluteString) did not answer \(count) requests in a row, the last one because of \(failure.reason); look at the server, then run again."
                    )
                }
            case .fatal(let sentence): end = end ?? UsageError(sentence)
            case .cancelled: break
            }
            // Requests under way may still be answered; none is begun.
            if end != nil { cancellation.cancel() }
        }
        if let end { throw end }
    }

    /// The server of a request.
    func endpoint(of request: CompletionRequest) -> ModelEndpoint {
        request.isAblated ? ablated : normal
    }
}

import Artifacts
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests over HTTP, each with a time limit for the whole of it.
///
/// The limit is kept here: URLSession's own restarts with every byte, so a server that sends one a
/// minute would hold a request for ever. Redirections are not followed, see ``ReplyCollector``.
/// Callbacks rather than tasks: whoever waits for an answer
/// blocks a thread, which must not be one of the few that tasks run on.
final class HTTPExchange: Sendable {
    private let session: URLSession
    private let replies = ReplyCollector()
    let timeout: Double

    /// - Parameter timeout: seconds from the first byte sent to the last received.
    init(connections: Int, timeout: Double) {
        let settings = URLSessionConfiguration.ephemeral
        settings.httpMaximumConnectionsPerHost = connections
        settings.timeoutIntervalForRequest = timeout + 5
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        session = URLSession(configuration: settings, delegate: replies, delegateQueue: nil)
        self.timeout = timeout
    }

    deinit { session.finishTasksAndInvalidate() }

    /// What came back, or a sentence on why nothing did.
    enum Reply {
        case response(status: Int, body: Data, retryAfter: String?)
        case failed(String)
    }

    func get(_ url: URL, key: String?, then: @escaping @Sendable (Reply) -> Void) {
        send(URLRequest(url: url), key, then)
    }

    func post(
        _ body: Data, to url: URL, key: String?, then: @escaping @Sendable (Reply) -> Void
    ) {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        send(request, key, then)
    }

    private func send(
        _ request: URLRequest, _ key: String?, _ then: @escaping @Sendable (Reply) -> Void
    ) {
        var request = request
        request.timeoutInterval = timeout + 5
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        let isLate = StopFlag()
        let task = session.dataTask(with: request)
        replies.expect(task) { [timeout] body, response, error in
            if isLate.isSet {
                then(.failed("no answer within \(Self.text(timeout)) s"))
            } else if let error {
                then(.failed(error.localizedDescription))
            } else if let response = response as? HTTPURLResponse {
                then(
                    .response(
                        status: response.statusCode, body: body,
                        retryAfter: response.value(forHTTPHeaderField: "Retry-After")))
            } else {
                then(.failed("an answer that is not HTTP"))
            }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + timeout) { [weak task] in
            guard let task, task.state == .running else { return }
            isLate.set()
            task.cancel()
        }
        task.resume()
    }

    /// `30`, `0.5`
    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}

import Foundation
import Numbers
import Storage

extension ModelEndpoint {
    /// The endpoint with the one model that its server offers (`GET /v1/models`); as it is when the
    /// model has a name already.
    ///
    /// A server that is busy or starting is tried again, as for answers; an address that no one
    /// listens behind is not, since it is a wrong one most often.
    ///
    /// - Throws: `UnavailableError` when the server does not answer, `UsageError` when it refuses, or
    ///   offers none or several.
    public func withServedModel(
        timeout: Double = 30, retries: RetryPolicy = RetryPolicy()
    ) throws -> ModelEndpoint {
        guard model.isEmpty else { return self }
        var random = SeededGenerator(seed: 0)
        var attempt = 1
        while true {
            switch try served(timeout) {
            case .found(let endpoint): return endpoint
            case .busy(let reason, let after):
                guard attempt < retries.attempts else {
                    throw UnavailableError("\(models.absoluteString) says \(reason).")
                }
                Thread.sleep(
                    forTimeInterval: retries.wait(attempt: attempt, after: after, random: &random))
                attempt += 1
            }
        }
    }

    /// The outcome of one attempt.
    private enum Listing {
        case found(ModelEndpoint)
        case busy(reason: String, after: Double?)
    }

    private func served(_ timeout: Double) throws -> Listing {
        let queue = BlockingQueue<HTTPExchange.Reply>()
        let exchange = HTTPExchange(timeout: timeout)
        exchange.get(models, key: key) { queue.put($0) }
        let address = models.absoluteString
        switch queue.take() {
        case .response(let status, let body, let retryAfter):
            let decoded = try? JSONDecoder().decode(List.self, from: body)
            let isError = (try? JSONDecoder().decode(ServerMessage.self, from: body))?.error != nil
            guard 200..<300 ~= status, decoded != nil || !isError else {
                let outcome = AttemptOutcome(
                    status: status, body: body, retryAfter: retryAfter, key: key)
                switch outcome {
                case .retry(let reason, let after): return .busy(reason: reason, after: after)
                case .refused(let reason), .fatal(let reason):
                    let hint = "; if the server has no such list, say which model to ask"
                    throw UsageError(
                        "\(address) says \(reason)\([404, 405].contains(status) ? hint : "").")
                case .answer: throw UsageError("\(address) names no model; say which one to ask.")
                }
            }
            let names = decoded?.data.map(\.id) ?? []
            let list = ServerMessage.line(names.joined(separator: ", "), key: key)
            guard let name = names.first, names.count == 1 else {
                throw UsageError(
                    names.isEmpty
                        ? "\(address) names no model; say which one to ask."
                        : "\(address) offers several models (\(list)); say which one to ask."
                )
            }
            // It goes into the run's record.
            guard list == name else {
                throw UsageError(
                    "\(address) offers a model with a name that cannot be recorded (\(list)); say which one to ask."
                )
            }
            var named = self
            named.model = name
            return .found(named)
        case .failed(let reason):
            throw UnavailableError(
                "\(address) does not answer: \(ServerMessage.line(reason, key: key)).")
        case .impossible(let sentence): throw UsageError(sentence)
        }
    }

    private struct List: Decodable {
        struct Model: Decodable { let id: String }
        let data: [Model]
    }
}

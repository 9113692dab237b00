public import Foundation
import Numbers
import Storage

/// A model behind an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama or OpenAI itself.
public struct ModelEndpoint: Sendable, Equatable {
    /// Up to and with `/v1`; without a slash at its end.
    public let base: URL
    /// The name under which the server knows the model.
    public var model: String
    /// Sent as a bearer token; never logged.
    let key: APIKey?

    /// - Parameter address: `http://host:8000`, `http://host:8000/v1` or the whole address of
    ///   `chat/completions`; a bare host gets `/v1`, as clients of OpenAI write it.
    /// - Throws: `UsageError` for what is no address of a web server, and for a user, a password or
    ///   the key in it; no sentence repeats these, nor what follows a question mark.
    public init(_ address: String, model: String = "", key: APIKey? = nil) throws {
        var text = address
        for ending in ["/", "/chat/completions", "/"] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
        }
        // The address goes into records and messages, where no password should be. It is looked for
        // in the text, since what is no address is repeated too.
        guard !text.contains("@") else {
            throw UsageError(
                "the endpoint has a user or password (before an @) in its address, which would be recorded; give the key in $OPENAI_API_KEY."
            )
        }
        guard key.map({ $0.redacted(text) == text }) ?? true else {
            throw UsageError(
                "the endpoint has the key in its address, which would be recorded; leave it out, it is sent in a header."
            )
        }
        guard var parts = URLComponents(string: text), let scheme = parts.scheme,
            ["http", "https"].contains(scheme), parts.host?.isEmpty == false, parts.query == nil,
            parts.fragment == nil
        else {
            let shown = ServerMessage.line(
                text.firstIndex { "?#".contains($0) }.map { "\(text[...$0])…" } ?? text, key: key)
            throw UsageError(
                "endpoint \(shown) is not an address; write http://host:port/v1 or https://host/v1."
            )
        }
        if parts.path.isEmpty { parts.path = "/v1" }
        guard let url = parts.url else {
            throw UsageError("endpoint \(ServerMessage.line(text, key: key)) is not an address.")
        }
        base = url
        self.model = model
        self.key = key
    }

    /// Its name in a run's record.
    public var name: String { "\(model) at \(base.absoluteString)" }

    var chat: URL { base.appendingPathComponent("chat/completions") }
    var models: URL { base.appendingPathComponent("models") }
}

extension ModelEndpoint {
    /// The endpoint with the one model that its server offers (`GET /v1/models`); as it is when the
    /// model has a name already.
    ///
    /// A server that is busy or starting is tried again, as for answers; an address without
    /// a listener is not, since it is most often a wrong one.
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

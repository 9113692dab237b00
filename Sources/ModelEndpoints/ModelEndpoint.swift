public import Foundation
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

public import Foundation

/// An OpenAI-compatible server for tests, on a port of its own, that misbehaves by a script.
///
/// It answers `POST /v1/chat/completions` and `GET /v1/models` over plain sockets, a thread for each
/// connection, and remembers what it was asked and which answers it delivered.
public final class MockEndpoint: @unchecked Sendable {
    /// What it does with one request.
    public enum Behaviour: Sendable {
        case answer(String, finish: String = "stop", reasoning: String? = nil)
        case status(Int, message: String = "not now", retryAfter: String? = nil)
        /// Status 200 with a body that is no JSON.
        case garbage
        /// Half of an answer, then the end of the connection.
        case tornAnswer
        /// Ends the connection without a word.
        case close
        /// Sends the client to the same path of another server.
        case redirect(Int, to: String)
        /// These bytes as they are, head and all.
        case raw(Data)
        /// A whole answer of this body, with more header lines.
        case body(Data, status: Int = 200, headers: [String] = [])
        /// The head, then the piece again and again until the client has gone.
        case endless(head: String, piece: String)
        /// An answer on a connection that is kept, which ends when the next request has come.
        case answerThenEnd(String)
        /// Holds the connection for this many seconds without a byte, then ends it.
        case stall(Double)
    }

    /// One request for an answer.
    public struct Question: Sendable {
        public let model: String
        /// Of the last message.
        public let prompt: String
        /// How often the same prompt was asked of the same model before.
        public let attempt: Int
        public let body: Data
        public let authorization: String?
    }

    public let port: UInt16
    /// `http://127.0.0.1:PORT/v1`
    public var address: String { "http://127.0.0.1:\(port)/v1" }

    private let models: [String]
    private let list: (@Sendable (Int) -> Behaviour?)?
    private let script: @Sendable (Question) -> Behaviour
    private var listed = 0
    private let listener: Int32
    private let lock = NSLock()
    private var asked: [Question] = []
    private var answers: [String: Int] = [:]
    private var open = 0
    private var read = 0
    private var asking = 0
    private var mostAsking = 0
    private var isStopped = false

    /// - Parameters:
    ///   - models: that `GET /v1/models` lists; none answers 404.
    ///   - list: what to do with a request for that list, by how often it was asked for before; nil gives it.
    ///   - script: what to do; called on any thread.
    public init(
        models: [String] = ["served"], list: (@Sendable (Int) -> Behaviour?)? = nil,
        script: @escaping @Sendable (Question) -> Behaviour
    ) throws {
        // A client that is killed must not end the tests when it is written to.
        signal(SIGPIPE, SIG_IGN)
        self.models = models
        self.list = list
        self.script = script
        (listener, port) = try Socket.listen()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while let connection = Socket.accept(listener) {
                guard let self else {
                    Socket.close(connection)
                    break
                }
                self.begin()
                Thread.detachNewThread { self.serve(connection) }
            }
            // Here and nowhere else: a number that is closed may be another's socket a moment later.
            Socket.close(listener)
        }
    }

    deinit { stop() }

    /// No connection is accepted from now on.
    public func stop() {
        let isFirst = lock.withLock {
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst { Socket.shutDown(listener) }
    }

    /// How often the list of models was asked for.
    public var listings: Int { lock.withLock { listed } }

    public var questions: [Question] { lock.withLock { asked } }

    /// How many whole answers were delivered, by `model|prompt`.
    public var delivered: [String: Int] { lock.withLock { answers } }

    /// Questions that were under way at the same time at most, each from when it is read to when its answer begins: a
    /// client may ask the next one before this side has noticed the end of the last.
    public var concurrency: Int { lock.withLock { mostAsking } }

    /// Requests of any kind that were read, those of ``drain()`` aside.
    public var requests: Int { lock.withLock { read } }

    /// Waits until every connection that was made before is served and closed.
    public func drain() {
        // Connections are accepted in their order, so an answer to this one says that the earlier ones are.
        if let connection = Socket.connect(port) {
            _ = Socket.write(connection, Data("GET /drain HTTP/1.1\r\n\r\n".utf8))
            while Socket.read(connection) != nil {}
            Socket.close(connection)
        }
        while lock.withLock({ open > 0 }) { usleep(1000) }
    }

    private func begin() { lock.withLock { open += 1 } }

    private func serve(_ connection: Int32) {
        defer {
            lock.withLock { open -= 1 }
            Socket.close(connection)
        }
        guard let request = HTTPText(connection) else { return }
        if request.path == "/drain" { return }
        lock.withLock { read += 1 }
        if request.path.hasSuffix("/models") {
            let number = lock.withLock {
                defer { listed += 1 }
                return listed
            }
            if let behaviour = list?(number) {
                let question = Question(
                    model: "", prompt: "", attempt: number, body: Data(),
                    authorization: request.headers["authorization"])
                return perform(behaviour, question, connection)
            }
            let list = models.map { ["id": $0, "object": "model"] }
            _ = respond(
                connection, models.isEmpty ? 404 : 200, ["object": "list", "data": list])
            return
        }
        guard let question = remember(request) else {
            _ = respond(connection, 400, ["error": ["message": "no question"]])
            return
        }
        lock.withLock {
            asking += 1
            mostAsking = max(mostAsking, asking)
        }
        let behaviour = script(question)
        lock.withLock { asking -= 1 }
        perform(behaviour, question, connection)
        if case .answerThenEnd = behaviour, request.headers["connection"] != "close" {
            _ = HTTPText(connection)
        }
    }

    private func remember(_ request: HTTPText) -> Question? {
        guard
            let fields = try? JSONSerialization.jsonObject(with: request.body) as? [String: Any],
            let model = fields["model"] as? String,
            let messages = fields["messages"] as? [[String: Any]],
            let prompt = messages.last?["content"] as? String
        else { return nil }
        return lock.withLock {
            let question = Question(
                model: model, prompt: prompt,
                attempt: asked.count { $0.model == model && $0.prompt == prompt },
                body: request.body, authorization: request.headers["authorization"])
            asked.append(question)
            return question
        }
    }

    private func perform(_ behaviour: Behaviour, _ question: Question, _ connection: Int32) {
        switch behaviour {
        case .answer(let text, let finish, let reasoning):
            // Counted before it is sent, so that a test that has seen the answer sees the count.
            let key = "\(question.model)|\(question.prompt)"
            lock.withLock { answers[key, default: 0] += 1 }
            if !respond(connection, 200, Self.completion(text, finish, reasoning)) {
                lock.withLock { answers[key, default: 0] -= 1 }
            }
        case .status(let code, let message, let retryAfter):
            _ = respond(
                connection, code, ["error": ["message": message]],
                header: retryAfter.map { "Retry-After: \($0)\r\n" } ?? "")
        case .raw(let data): _ = Socket.write(connection, data)
        case .body(let data, let status, let headers):
            let more = headers.map { "\($0)\r\n" }.joined()
            _ = Socket.write(connection, HTTPText.head(status, data.count, more) + data)
        case .endless(let head, let piece):
            guard Socket.write(connection, Data(head.utf8)) else { return }
            let block = Data(String(repeating: piece, count: 1 + 65_536 / piece.utf8.count).utf8)
            while Socket.write(connection, block) {}
        case .answerThenEnd(let text):
            let body = try? JSONSerialization.data(
                withJSONObject: Self.completion(text, "stop", nil))
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body?.count ?? 0)\r\n\r\n"
            _ = Socket.write(connection, Data(head.utf8) + (body ?? Data()))
        case .garbage:
            _ = Socket.write(connection, HTTPText.head(200, 13) + Data("<html>?!</ht>".utf8))
        case .tornAnswer:
            _ = Socket.write(connection, HTTPText.head(200, 5000) + Data("{\"choices\": [".utf8))
        case .redirect(let code, let base):
            _ = respond(
                connection, code, ["error": ["message": "moved"]],
                header: "Location: \(base)/chat/completions\r\n")
        case .close: break
        case .stall(let seconds): Thread.sleep(forTimeInterval: seconds)
        }
    }

    private static func completion(_ text: String, _ finish: String, _ reasoning: String?)
        -> [String: Any]
    {
        var message: [String: Any] = ["role": "assistant", "content": text]
        message["reasoning_content"] = reasoning
        return [
            "id": "x", "object": "chat.completion",
            "choices": [["index": 0, "message": message, "finish_reason": finish]],
            "usage": ["completion_tokens": text.split(separator: " ").count],
        ]
    }

    private func respond(
        _ connection: Int32, _ status: Int, _ value: [String: Any], header: String = ""
    ) -> Bool {
        guard let body = try? JSONSerialization.data(withJSONObject: value) else { return false }
        return Socket.write(connection, HTTPText.head(status, body.count, header) + body)
    }
}

import Artifacts
import Foundation
import Numbers
import Storage
import TestSupport
import Testing

@testable import ModelEndpoints

@Suite struct EndpointResponderTests {
    func requests(_ count: Int) -> [CompletionRequest] {
        (0..<count).map { index in
            CompletionRequest(
                messages: [.user("question \(index)")],
                sampling: SamplingParameters(
                    temperature: 1, maxTokens: 5, seed: UInt64(index) << 33),
                isAblated: index % 2 == 1)
        }
    }

    /// - Parameter timeout: seconds, so many that no load of the machine uses them up.
    func responder(
        _ server: MockEndpoint, concurrency: Int = 8, timeout: Double = 600, attempts: Int = 4,
        key: String? = nil
    ) throws -> EndpointResponder {
        try EndpointResponder(
            normal: ModelEndpoint(
                server.address, model: "normal",
                key: key.flatMap { try APIKey($0, source: "a test") }),
            ablated: ModelEndpoint(
                server.address, model: "ablated",
                key: key.flatMap { try APIKey($0, source: "a test") }),
            concurrency: concurrency, timeout: timeout,
            retries: RetryPolicy(attempts: attempts, delay: 0.01))
    }

    /// Outcomes by request; a request with two would be an error of its own.
    func outcomes(_ responder: EndpointResponder, _ requests: [CompletionRequest]) throws
        -> [Int: Result<Completion, RequestFailure>]
    {
        var found: [Int: Result<Completion, RequestFailure>] = [:]
        try responder.respond(to: requests) { place, outcome in
            #expect(found[place] == nil)
            found[place] = outcome
        }
        return found
    }

    @Test func everyRequestGoesToItsModelWithItsSeed() throws {
        // The first two wait for each other: a client that asks one at a time would time out here.
        let pair = Meeting(of: 2)
        let server = try MockEndpoint {
            pair.arrive()
            return .answer("\($0.model) says \($0.prompt)")
        }
        let answers = try responder(server, concurrency: 3, key: "secret").respond(to: requests(20))
        #expect(
            answers.map(\.text)
                == (0..<20).map {
                    "\($0 % 2 == 1 ? "ablated" : "normal") says question \($0)"
                })
        #expect(answers.allSatisfy { $0.finishReason == "stop" && $0.tokens == 4 })
        #expect(server.concurrency <= 3 && server.concurrency > 1 && pair.isComplete)
        for question in server.questions {
            let fields = try JSONSerialization.jsonObject(with: question.body) as? [String: Any]
            #expect(question.prompt == "question \(fields?["seed"] as? Int ?? -1)")
            #expect(question.authorization == "Bearer secret")
        }
    }

    /// Each kind of trouble once, then an answer.
    @Test func troubleIsTriedAgain() throws {
        let troubles: [MockEndpoint.Behaviour] = [
            .status(429, retryAfter: "0"), .status(500), .garbage, .tornAnswer, .close, .stall(20),
        ]
        let server = try MockEndpoint { question in
            let number = Int(question.prompt.dropFirst(9)) ?? 0
            return question.attempt == 0 ? troubles[number % troubles.count] : .answer("well")
        }
        let found = try outcomes(responder(server, timeout: 15), requests(12))
        #expect(found.count == 12)
        for (_, outcome) in found { #expect(try outcome.get().text == "well") }
        #expect(server.questions.count == 24)
        #expect(server.delivered.values.allSatisfy { $0 == 1 } && server.delivered.count == 12)
    }

    @Test func theServersWishIsHeeded() throws {
        let server = try MockEndpoint {
            $0.attempt == 0 ? .status(503, retryAfter: "1") : .answer("x")
        }
        let clock = ContinuousClock()
        let wait = try clock.measure { _ = try responder(server).respond(to: requests(1)) }
        // Not a measurement of speed: without the header the wait would be a hundredth.
        #expect(wait >= .seconds(1))
    }

    @Test func refusalsAndLastAttemptsAreHandedOut() throws {
        let server = try MockEndpoint { question in
            switch question.prompt {
            case "question 3": .status(400, message: "too long")
            case "question 5": .status(500, message: "broken")
            default: .answer("fine")
            }
        }
        let found = try outcomes(responder(server), requests(8))
        #expect(found.count == 8)
        #expect(
            found[3] == .failure(RequestFailure(reason: "status 400: too long", attempts: 1)))
        #expect(found[5] == .failure(RequestFailure(reason: "status 500: broken", attempts: 4)))
        #expect(server.questions.count == 6 + 1 + 4)
        #expect(throws: UnavailableError.self) {
            try responder(server).respond(to: requests(8))
        }
    }

    @Test func aWrongKeyEndsTheCall() throws {
        let server = try MockEndpoint { _ in .status(401, message: "who are you?") }
        let error = try #require(throws: UsageError.self) {
            try outcomes(responder(server, concurrency: 2), requests(50))
        }
        #expect(error.description.contains("who are you?"))
        #expect(error.description.contains(server.address))
        #expect(server.questions.count < 10)
    }

    /// Answers that are under way when the call must end are still handed out.
    @Test func whatIsUnderWayIsNotLost() throws {
        let underWay = DispatchSemaphore(value: 0)
        let server = try MockEndpoint { question in
            if question.prompt == "question 0" {
                // The other three of the four are there before the call has to end.
                for _ in 0..<3 { _ = underWay.wait(timeout: .now() + 300) }
                return .status(404, message: "no model")
            }
            underWay.signal()
            Thread.sleep(forTimeInterval: 0.5)
            return .answer("late")
        }
        var answered = 0
        #expect(throws: UsageError.self) {
            try responder(server, concurrency: 4).respond(to: requests(40)) { _, _ in
                answered += 1
            }
        }
        #expect(answered == server.delivered.count && answered >= 3)
    }

    @Test func serversThatAreGoneEndTheCall() throws {
        let server = try MockEndpoint { _ in .close }
        var reported = 0
        #expect(throws: UnavailableError.self) {
            try responder(server, concurrency: 4, attempts: 2).respond(to: requests(100)) { _, _ in
                reported += 1
            }
        }
        #expect(reported >= 16 && reported < 30)
    }

    /// The one that answers does not hide the one that is gone.
    @Test(arguments: [false, true]) func oneServerThatIsGoneEndsTheCall(ablated: Bool) throws {
        let (up, gone) = (
            try MockEndpoint { .answer("to \($0.prompt)") }, try MockEndpoint { _ in .close }
        )
        var responder = try responder(up, concurrency: 4, attempts: 1)
        let dead = try ModelEndpoint(gone.address, model: "gone")
        if ablated { responder.ablated = dead } else { responder.normal = dead }
        var failed = 0
        let error = try #require(throws: UnavailableError.self) {
            try responder.respond(to: requests(200)) { place, outcome in
                if case .failure = outcome {
                    failed += 1
                    #expect(place % 2 == (ablated ? 1 : 0))
                }
            }
        }
        #expect(error.description.contains(gone.address))
        #expect(failed >= 16 && failed < 16 + 4)
    }

    /// The key stays with the server that was named.
    @Test(arguments: [301, 302, 303, 307, 308]) func redirectionsAreNotFollowed(status: Int) throws
    {
        let target = try MockEndpoint { _ in .answer("of another model") }
        let server = try MockEndpoint { _ in .redirect(status, to: target.address) }
        let error = try #require(throws: UsageError.self) {
            try responder(server, key: "secret").respond(to: requests(3))
        }
        #expect(error.description.contains("status \(status)"))
        #expect(error.description.contains(server.address))
        #expect(target.questions.isEmpty && target.requests == 0)
    }

    /// A connection that was kept may end when the next request is on its way; none is kept.
    @Test func endedConnectionsAreNoTrouble() throws {
        let server = try MockEndpoint { .answerThenEnd("to \($0.prompt)") }
        let found = try responder(server, concurrency: 1, attempts: 1).respond(to: requests(6))
        #expect(found.map(\.text) == (0..<6).map { "to question \($0)" })
    }

    /// Nobody gives a name and a password, so the server's words are the end.
    @Test(arguments: [
        #"Basic realm="x""#, #"Digest realm="x", nonce="1", qop="auth""#, "Negotiate", "NTLM", "",
    ]) func demandsForPasswordsEndTheCall(scheme: String) throws {
        let words = Data(#"{"error":{"message":"who are you?"}}"#.utf8)
        let server = try MockEndpoint { _ in
            .body(words, status: 401, headers: ["WWW-Authenticate: \(scheme)"])
        }
        let error = try #require(throws: UsageError.self) {
            try outcomes(responder(server, concurrency: 1), requests(3))
        }
        #expect(error.description.contains("status 401: who are you?"))
        #expect(server.questions.count == 1)
    }

    /// Whatever never ends is ended by its size, and costs its own request only.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", "x", "more than 16 MiB"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", "more than 16 MiB"),
        ("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", "x", "more than 16 MiB"),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n", "header"),
        ("HTTP/1.1 200 OK\r\nA: ", "b", "Out of memory"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n", "header"),
    ]) func endlessAnswersEnd(head: String, piece: String, reason: String) throws {
        let server = try MockEndpoint { question in
            question.prompt == "question 1" ? .endless(head: head, piece: piece) : .answer("fine")
        }
        let found = try outcomes(responder(server, attempts: 1), requests(4))
        guard case .failure(let failure) = found[1] else {
            Issue.record("\(String(describing: found[1]))")
            return
        }
        #expect(failure.reason.contains(reason))
        for place in [0, 2, 3] { #expect(try found[place]?.get().text == "fine") }
    }

    /// 40 MB of spaces in 40 kB.
    @Test func compressedAnswersAreMeasuredWhole() throws {
        let whole = Data(#"{"choices":[{"message":{"content":"four"}}]}"#.utf8)
        let (small, bomb) = (
            try Gzip.compress(whole),
            try Gzip.compress(Data(repeating: UInt8(ascii: " "), count: 40_000_000) + whole)
        )
        let server = try MockEndpoint { question in
            .body(
                question.prompt == "question 0" ? small : bomb,
                headers: ["Content-Encoding: gzip"])
        }
        let found = try outcomes(responder(server, attempts: 1), requests(2))
        #expect(try found[0]?.get().text == "four")
        #expect(
            found[1]
                == .failure(
                    RequestFailure(reason: "an answer of more than 16 MiB", attempts: 1)))
    }

    @Test func repairedAnswersAreCounted() throws {
        let server = try MockEndpoint { question in
            question.prompt == "question 0"
                ? .body(Data(#"{"choices":[{"message":{"content":"a\ud83d"}}]}"#.utf8))
                : .answer("b")
        }
        let responder = try responder(server)
        #expect(try responder.respond(to: requests(2)).map(\.text) == ["a\u{fffd}", "b"])
        #expect(responder.repairs.value == 1 && server.questions.count == 2)
    }

    /// A refusal is a sign of life, as an answer is.
    @Test func refusalsAreNotInARow() throws {
        let server = try MockEndpoint { question in
            question.prompt.hasSuffix("0") ? .status(400, message: "too long") : .status(500)
        }
        let found = try outcomes(responder(server, concurrency: 1, attempts: 1), requests(60))
        #expect(found.count == 60)
    }

    @Test func openFilesBoundTheRequests() throws {
        try OpenFiles.check(concurrency: 192, files: 1024)
        let error = try #require(throws: UsageError.self) {
            try OpenFiles.check(concurrency: 193, files: 1024)
        }
        #expect(error.description.contains("concurrency is 193"))
        #expect(error.description.contains("1024 files, enough for 192"))
        try OpenFiles.check(concurrency: 1, files: 8)
        #expect(throws: UsageError.self) { try OpenFiles.check(concurrency: 2, files: 8) }
    }

    /// No machine has a stack of 2^60 bytes.
    @Test func threadsThatCannotStartAreSaid() throws {
        let error = try #require(throws: UnavailableError.self) {
            try DetachedThread.start(stackSize: 1 << 60) {}
        }
        #expect(error.description.contains("no thread could be started"))
    }

    @Test func badSettingsAreRefused() throws {
        let server = try MockEndpoint { _ in .close }
        for (concurrency, timeout, attempts) in [
            (0, 1.0, 1), (1, 0, 1), (1, 1, 0), (1, 1e308, 1), (1, 1, 1_000_000_000), (.max, 1, 1),
            (Limits.concurrency.highest + 1, 1, 1), (1, Limits.timeout.highest + 1, 1),
        ] {
            #expect(throws: UsageError.self) {
                try responder(
                    server, concurrency: concurrency, timeout: timeout, attempts: attempts)
            }
        }
    }
}

import Artifacts
import Foundation
import Testing

@testable import ModelEndpoints

@Suite struct AttemptOutcomeTests {
    func outcome(_ status: Int, _ body: String, retryAfter: String? = nil) -> AttemptOutcome {
        AttemptOutcome(
            status: status, body: Data(body.utf8), retryAfter: retryAfter,
            now: Date(timeIntervalSince1970: 1_000_000_000))
    }

    @Test func anAnswer() {
        let body =
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"four"},"finish_reason":"length"}],"usage":{"completion_tokens":7}}"#
        #expect(
            outcome(200, body)
                == .answer(Completion(text: "four", tokens: 7, finishReason: "length")))
    }

    /// vLLM named the field otherwise later; without content and usage an answer is still one.
    @Test(arguments: ["reasoning_content", "reasoning"])
    func thoughtsComeBeforeTheAnswer(field: String) {
        let body =
            #"{"choices":[{"message":{"content":"\n\n4","\#(field)":"\n2+2\n"},"finish_reason":"stop"}]}"#
        #expect(
            outcome(200, body)
                == .answer(
                    Completion(
                        text: "<think>\n2+2\n</think>\n\n4", tokens: 0, finishReason: "stop")))
        #expect(
            outcome(200, #"{"choices":[{"message":{"content":null},"finish_reason":null}]}"#)
                == .answer(Completion(text: "", tokens: 0, finishReason: "unknown")))
    }

    @Test(arguments: ["", "<html>", #"{"choices":"#, "{}", #"{"choices":[]}"#, "null"])
    func whatIsNoAnswerIsTriedAgain(body: String) {
        guard case .again(_, nil) = outcome(200, body) else {
            Issue.record("\(body): \(outcome(200, body))")
            return
        }
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504, 529]) func triedAgain(status: Int) {
        #expect(
            outcome(status, #"{"error":{"message":"busy"}}"#, retryAfter: "7")
                == .again(reason: "status \(status): busy", after: 7))
    }

    @Test(arguments: [400, 413, 422]) func refused(status: Int) {
        // vLLM's older form of an error.
        #expect(
            outcome(status, #"{"object":"error","message":"too long","code":400}"#)
                == .refused(reason: "status \(status): too long"))
    }

    /// A server that shuts down or fails says so with status 200.
    @Test(arguments: ["abort", "error"]) func answersBrokenOffAreTriedAgain(reason: String) {
        let body = #"{"choices":[{"message":{"content":"fo"},"finish_reason":"\#(reason)"}]}"#
        #expect(
            outcome(200, body)
                == .again(reason: "an answer that the server broke off (\(reason))", after: nil))
    }

    @Test(arguments: [301, 302, 307, 308]) func redirectionsAreHopeless(status: Int) {
        #expect(
            outcome(status, #"{"detail":"Moved"}"#)
                == .hopeless(
                    reason:
                        "status \(status): Moved; it points to another address, which is not followed"
                ))
    }

    @Test(arguments: [401, 403, 404, 405]) func hopeless(status: Int) {
        #expect(
            outcome(status, #"{"detail":"Not Found"}"#)
                == .hopeless(reason: "status \(status): Not Found"))
    }

    /// OpenAI sends 429 for an account without money too; waiting does not help.
    @Test func anEmptyAccountIsHopeless() {
        #expect(
            outcome(429, #"{"error":{"message":"pay","code":"insufficient_quota"}}"#)
                == .hopeless(reason: "status 429: pay"))
    }

    @Test func longMessagesAreCut() {
        guard case .refused(let reason) = outcome(400, String(repeating: "a b\n", count: 500))
        else { return #expect(Bool(false)) }
        #expect(reason.count < 330 && reason.hasSuffix("…") && !reason.contains("\n"))
    }

    /// Seconds or a date; 1,000,000,000 is 9 September 2001, 01:46:40.
    @Test(
        arguments: [
            ("3", 3), ("0.5", 0.5), ("-1", 0), ("Sun, 09 Sep 2001 01:47:10 GMT", 30),
            ("Sun, 09 Sep 2001 01:46:00 GMT", 0), ("Sunday, 09-Sep-01 01:47:10 GMT", 30),
            ("Sun Sep  9 01:47:10 2001", 30), ("soon", nil), (nil, nil),
        ] as [(String?, Double?)])
    func retryAfter(header: String?, seconds: Double?) {
        #expect(
            AttemptOutcome.seconds(header, now: Date(timeIntervalSince1970: 1_000_000_000))
                == seconds)
    }
}

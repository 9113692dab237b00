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

    /// Mistral's reasoning models, and servers with several kinds of output.
    @Test(arguments: [
        (#"[{"type":"text","text":"Red "},{"type":"text","text":"bells."}]"#, "Red bells."),
        (
            #"[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Red."}]"#,
            "<think>\nhm\n</think>\n\nRed."
        ),
        (
            #"[{"type":"reasoning","text":"a"},{"type":"thinking","thinking":"b"},{"type":"output_text","text":"c"}]"#,
            "<think>\nab\n</think>\n\nc"
        ),
        (#"["a",null,"b",{"type":"image_url","image_url":{"url":"x"}}]"#, "ab"),
        (#"{"type":"text","text":"one"}"#, "one"), ("[]", ""),
    ])
    func contentInParts(content: String, text: String) {
        #expect(
            outcome(200, #"{"choices":[{"message":{"content":\#(content)}}]}"#)
                == .answer(Completion(text: text, tokens: 0, finishReason: "unknown")))
    }

    @Test(arguments: ["1", "true", "[1]", #"{"text":1}"#, #"[{"type":1,"text":{"x":[2]}}]"#])
    func contentThatIsNoTextIsNoAnswer(content: String) {
        let body = #"{"choices":[{"message":{"content":\#(content)}}]}"#
        guard case .retry = outcome(200, body) else {
            Issue.record("\(outcome(200, body))")
            return
        }
    }

    /// The status that it should have had decides.
    @Test(arguments: [
        ("401", "fatal"), ("403", "fatal"), ("404", "fatal"), ("402", "fatal"),
        (#""401""#, "fatal"), (#""invalid_api_key""#, "fatal"),
        (#""model_not_found""#, "fatal"), ("400", "refused"), ("413", "refused"),
        ("422", "refused"), (#""context_length_exceeded""#, "refused"), ("408", "retry"),
        ("409", "retry"), ("425", "retry"), ("429", "retry"), ("500", "retry"), ("503", "retry"),
        ("null", "retry"), (#""strange""#, "retry"), ("-1", "retry"), ("1e300", "retry"),
    ])
    func errorsWithAGoodStatus(code: String, kind: String) {
        let error = #"{"message":"no way","code":\#(code)}"#
        let bodies = [
            #"{"error":\#(error)}"#, #"{"error":\#(error),"choices":[]}"#,
            #"{"choices":[{"finish_reason":"error","error":\#(error)}]}"#,
            #"{"choices":[{"message":{"content":"fo"},"error":\#(error)}]}"#,
        ]
        for body in bodies {
            let found = outcome(200, body)
            switch found {
            case .fatal(let reason) where kind == "fatal",
                .refused(let reason) where kind == "refused",
                .retry(let reason, _) where kind == "retry":
                #expect(reason.hasPrefix("status 200 with an error"))
                #expect(reason.hasSuffix(": no way"))
            default: Issue.record("\(body): \(found)")
            }
        }
    }

    @Test func errorsOfOtherShapes() {
        #expect(
            outcome(200, #"{"error":"no such thing"}"#)
                == .retry(reason: "status 200 with an error: no such thing", after: nil))
        #expect(
            outcome(200, #"{"object":"error","message":"too long","code":400}"#)
                == .refused(reason: "status 200 with an error 400: too long"))
        #expect(
            outcome(200, #"{"error":{"type":"authentication_error","message":"who"}}"#)
                == .fatal(reason: "status 200 with an error 401: who"))
        guard case .retry(let reason, nil) = outcome(200, #"{"message":"maintenance"}"#) else {
            Issue.record("no reason")
            return
        }
        #expect(reason.contains("choices is missing") && reason.hasSuffix("maintenance"))
    }

    @Test(arguments: ["null", "{}", "false", #""""#]) func noError(value: String) {
        #expect(
            outcome(200, #"{"choices":[{"message":{"content":"four"}}],"error":\#(value)}"#)
                == .answer(Completion(text: "four", tokens: 0, finishReason: "unknown")))
    }

    /// Python's json writes them; the field is not used.
    @Test(arguments: ["NaN", "-Infinity", "Infinity", "1e999"]) func strangeNumbers(number: String)
    {
        let body =
            #"{"choices":[{"logprobs":{"content":[{"logprob":\#(number)}]},"message":{"content":"NaN is -Infinity"}}]}"#
        #expect(
            outcome(200, body)
                == .answer(
                    Completion(text: "NaN is -Infinity", tokens: 0, finishReason: "unknown")))
    }

    /// U+FFFD stands for what is no text; a pair of escapes is one character.
    @Test(arguments: [
        (Data("a\\ud83d".utf8), "a\u{fffd}", true), (Data("\\ude00b".utf8), "\u{fffd}b", true),
        (Data("\\ud83d\\ude00".utf8), "😀", false), (Data([0x63, 0xe9]), "c\u{fffd}", true),
        (Data([0xf0, 0x9f, 0x98]), "\u{fffd}", true), (Data("a\nb".utf8), "a\nb", false),
        (Data("\\\\ud83d".utf8), "\\ud83d", false),
    ])
    func brokenText(bytes: Data, text: String, repaired: Bool) {
        let body =
            Data(#"{"choices":[{"message":{"content":""#.utf8) + bytes + Data(#""}}]}"#.utf8)
        #expect(
            AttemptOutcome(status: 200, body: body, retryAfter: nil)
                == .answer(
                    Completion(text: text, tokens: 0, finishReason: "unknown"), repaired: repaired))
    }

    @Test(arguments: [
        "9223372036854775807", "9223372036854775808", "-1", "1e308", #""7""#, "null", "[]", "1.5",
    ])
    func unbelievableCountsAreNone(count: String) {
        #expect(
            outcome(
                200,
                #"{"choices":[{"message":{"content":"x"}}],"usage":{"completion_tokens":\#(count)}}"#
            )
                == .answer(Completion(text: "x", tokens: 0, finishReason: "unknown")))
    }

    /// A server that repeats what it was sent.
    @Test func theKeyIsInNoWords() throws {
        let key = try #require(try APIKey("sk-SECRET/0123456789", source: "a test"))
        let forms = ["sk-SECRET/0123456789", "SK-secret/0123456789", "sk-SECRET%2F0123456789"]
        for form in forms {
            for (status, body) in [
                (400, #"{"error":{"message":"Bearer \#(form)!"}}"#), (500, "<p>\(form)"),
                (401, String(repeating: "x", count: 290) + " " + form), (200, form),
                (200, #"{"error":{"message":"\#(form)"}}"#),
                (
                    200,
                    #"{"choices":[{"message":{"content":"you sent sk-SECRET/0123456789"},"finish_reason":"\#(form)"}]}"#
                ),
            ] {
                let found =
                    "\(AttemptOutcome(status: status, body: Data(body.utf8), retryAfter: nil, key: key))"
                #expect(!found.lowercased().contains("secret"), "\(found)")
                #expect(found.contains("[key"), "\(found)")
            }
        }
    }

    /// A terminal would obey them.
    @Test func controlCharactersAreSpeltOut() {
        #expect(
            outcome(400, "a\u{1b}[2J\u{9b}b\u{202e}c\nd")
                == .refused(reason: #"status 400: a\u{1b}[2J\u{9b}b\u{202e}c d"#))
    }

    @Test(arguments: ["", "<html>", #"{"choices":"#, "{}", #"{"choices":[]}"#, "null"])
    func whatIsNoAnswerIsTriedAgain(body: String) {
        guard case .retry(_, nil) = outcome(200, body) else {
            Issue.record("\(body): \(outcome(200, body))")
            return
        }
    }

    @Test(arguments: [408, 409, 425, 429, 500, 502, 503, 504, 529]) func triedAgain(status: Int) {
        #expect(
            outcome(status, #"{"error":{"message":"busy"}}"#, retryAfter: "7")
                == .retry(reason: "status \(status): busy", after: 7))
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
                == .retry(reason: "an answer that the server broke off (\(reason))", after: nil))
    }

    @Test(arguments: [301, 302, 307, 308]) func redirectionsAreHopeless(status: Int) {
        #expect(
            outcome(status, #"{"detail":"Moved"}"#)
                == .fatal(
                    reason:
                        "status \(status): Moved; it points to another address, which is not followed"
                ))
    }

    @Test(arguments: [401, 402, 403, 404, 405]) func fatal(status: Int) {
        #expect(
            outcome(status, #"{"detail":"Not Found"}"#)
                == .fatal(reason: "status \(status): Not Found"))
    }

    /// OpenAI sends 429 for an account without money too; waiting does not help.
    @Test func anEmptyAccountIsHopeless() {
        #expect(
            outcome(429, #"{"error":{"message":"pay","code":"insufficient_quota"}}"#)
                == .fatal(reason: "status 429: pay"))
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

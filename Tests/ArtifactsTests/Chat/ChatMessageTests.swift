import Artifacts
import Foundation
import Storage
import Testing

@Suite struct ChatMessageTests {
    func message(_ text: String) throws -> ChatMessage {
        try RowDecoder.decode(ChatMessage.self, from: JSONParser.parse(row: text).value)
    }

    @Test func everyKeyIsKeptInItsOrder() throws {
        let text =
            #"{"tool_calls":[{"function":{"name":"f","arguments":{"b":1.0,"a":[null,true,"/\"é"]}}}],"role":"assistant","content":null,"zeta":1e300,"n":-0.5}"#
        let call = try message(text)
        #expect(call.json.text.replacingOccurrences(of: "1e+300", with: "1e300") == text)
        #expect(call.role == "assistant" && call.content == "" && !call.isPlain)
        // Foundation's coders keep the values, not the order.
        let again = try JSONDecoder().decode(ChatMessage.self, from: JSONEncoder().encode(call))
        #expect(again == call)
    }

    @Test func contentIsTextOrParts() throws {
        let parts = try message(
            #"{"role":"user","content":[{"type":"text","text":"a "},"b",{"type":"other"}]}"#)
        #expect(parts.content == "a b" && !parts.isPlain)
        #expect(try message(#"{"role":"user","content":"x"}"#).isPlain)
        #expect(ChatMessage.user("x").isPlain)
    }

    /// As Python's dictionaries; null counts as absent.
    @Test func equality() throws {
        #expect(
            try message(#"{"role":"user","content":"a","n":1}"#)
                == message(#"{"n":1.0,"content":"a","role":"user","m":null}"#))
        #expect(try message(#"{"role":"user","content":"a"}"#) == .user("a"))
        for other in [
            #"{"role":"user","content":"a","n":2}"#, #"{"role":"user","content":"a","n":"1"}"#,
            #"{"role":"user","content":"a"}"#,
        ] {
            #expect(try message(#"{"role":"user","content":"a","n":1}"#) != message(other))
        }
        #expect(ChatMessage.user("caf\u{E9}") != .user("cafe\u{301}"))
        #expect(Set([ChatMessage.user("caf\u{E9}"), .user("cafe\u{301}")]).count == 2)
    }

    @Test(arguments: [
        (#"{"content":"x"}"#, "role is missing."), (#"{"role":null}"#, "role should be text."),
        (#"{"role":"user","content":{"a":1}}"#, "content should be text or a list of parts."),
        (#"["user","x"]"#, "the value should be an object."),
        (
            #"{"role":"user","content":[{"type":"input_audio"}]}"#,
            "content[0] is of type input_audio, but a model here reads text only."
        ),
    ])
    func otherShapesAreNamed(text: String, sentence: String) {
        #expect {
            try message(text)
        } throws: { DecodingProblem.sentence($0) == sentence }
    }

    @Test func pairsAreWrittenInOrderOnlyWhereThereIsOne() throws {
        let plain = PreferencePair(
            conversationID: "1", chosen: [.user("q"), .assistant("a")],
            rejected: [.user("q"), .assistant("b")])
        #expect(
            String(decoding: try JSONLines.line(plain), as: UTF8.self)
                == #"{"chosen":[{"content":"q","role":"user"},{"content":"a","role":"assistant"}],"conversation_id":"1","rejected":[{"content":"q","role":"user"},{"content":"b","role":"assistant"}]}"#
                + "\n")
        var called = plain
        called.inputs.tools = try JSONParser.parse(row: #"[{"z":1,"a":2}]"#).value
        let line = String(decoding: try JSONLines.line(called), as: UTF8.self)
        #expect(line.contains(#""tools":[{"z":1,"a":2}]"#))
        let read = try RowDecoder.decode(
            PreferencePair.self, from: JSONParser.parse(row: line).value)
        #expect(read == called && read.inputs.tools?.text == #"[{"z":1,"a":2}]"#)
    }
}

import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import ModelEndpoints

@Suite struct ModelEndpointTests {
    @Test(arguments: [
        ("http://host:8000", "http://host:8000/v1"), ("http://host:8000/", "http://host:8000/v1"),
        ("http://host:8000/v1/", "http://host:8000/v1"),
        ("https://host/api/v3", "https://host/api/v3"),
        ("https://host/v1/chat/completions", "https://host/v1"),
    ])
    func addresses(written: String, base: String) throws {
        let endpoint = try ModelEndpoint(written)
        #expect(endpoint.base.absoluteString == base)
        #expect(endpoint.chat.absoluteString == "\(base)/chat/completions")
    }

    @Test(arguments: ["host:8000", "localhost", "ftp://host", "http://"])
    func whatIsNoAddressIsRefused(written: String) throws {
        let error = try #require(throws: UsageError.self) { try ModelEndpoint(written) }
        #expect(error.description.contains(written) && error.description.contains("http://host"))
    }

    @Test(arguments: [
        "https://me:secret@host/v1", "https://secret@host", "http://:secret@host/v1",
        "me:secret@host", "https://me:sec ret/@host",
    ])
    func passwordsAreNotTakenAndNotRepeated(written: String) throws {
        let error = try #require(throws: UsageError.self) { try ModelEndpoint(written) }
        #expect(error.description.contains("give the key in $OPENAI_API_KEY"))
        #expect(!error.description.contains("sec"))
    }

    @Test(arguments: [
        "http://host/v1?api_key=sk-123", "http://host/v1#sk-123", "host?sk-123", "://?sk-123",
    ])
    func queriesAreNotTakenAndNotRepeated(written: String) throws {
        let error = try #require(throws: UsageError.self) { try ModelEndpoint(written) }
        #expect(error.description.contains("not an address"))
        #expect(!error.description.contains("sk-123"))
    }

    @Test func theKeyIsNoPartOfAnAddress() throws {
        let key = try #require(try APIKey("sk-123/4", source: "a test"))
        for written in ["http://host/sk-123/4/v1", "http://host/sk-123%2F4", "sk-123/4"] {
            let error = try #require(throws: UsageError.self) {
                try ModelEndpoint(written, key: key)
            }
            #expect(error.description.contains("has the key in its address"))
            #expect(!error.description.contains("sk-123"))
        }
    }

    /// It would be written into the record.
    @Test func aModelNamedLikeTheKeyIsNotTaken() throws {
        let key = try #require(try APIKey("sk-123456", source: "a test"))
        for models in [["sk-123456"], ["a", "sk-123456"], ["\u{1b}[2J"]] {
            let server = try MockEndpoint(models: models) { _ in .close }
            let error = try #require(throws: UsageError.self) {
                try ModelEndpoint(server.address, key: key).withServedModel()
            }
            #expect(error.description.contains("say which one to ask"))
            #expect(!error.description.contains("sk-123456"))
            #expect(!error.description.contains("\u{1b}"))
        }
    }

    @Test func theOnlyServedModelIsTaken() throws {
        let server = try MockEndpoint(models: ["base"]) { _ in .close }
        #expect(try ModelEndpoint(server.address).withServedModel().model == "base")
        #expect(try ModelEndpoint(server.address, model: "own").withServedModel().model == "own")
    }

    @Test func severalModelsOrNoneNeedAName() throws {
        let several = try MockEndpoint(models: ["a", "b"]) { _ in .close }
        let error = try #require(throws: UsageError.self) {
            try ModelEndpoint(several.address).withServedModel()
        }
        #expect(error.description.contains("(a, b)"))
        let none = try MockEndpoint(models: []) { _ in .close }
        #expect(throws: UsageError.self) { try ModelEndpoint(none.address).withServedModel() }
        none.stop()
        #expect(throws: UnavailableError.self) {
            try ModelEndpoint(none.address).withServedModel()
        }
    }

    /// As for answers: what is busy is tried again, and is unavailable when it stays so.
    @Test(arguments: [408, 425, 429, 500, 503]) func aBusyListIsAskedAgain(status: Int) throws {
        let retries = RetryPolicy(attempts: 3, delay: 0.01)
        let starting = try MockEndpoint(
            models: ["base"], list: { $0 < 2 ? .status(status, message: "loading") : nil }
        ) { _ in .close }
        #expect(
            try ModelEndpoint(starting.address).withServedModel(retries: retries).model == "base")
        #expect(starting.listings == 3)
        let busy = try MockEndpoint(list: { _ in .status(status, message: "loading") }) { _ in
            .close
        }
        let error = try #require(throws: UnavailableError.self) {
            try ModelEndpoint(busy.address).withServedModel(retries: retries)
        }
        #expect(error.description.contains("\(busy.address)/models says status \(status): loading"))
        #expect(busy.listings == 3)
    }

    /// Naming the model helps only where there is no list.
    @Test(arguments: [(401, false), (403, false), (404, true), (405, true), (400, false)])
    func aRefusedListIsNotAskedAgain(status: Int, hint: Bool) throws {
        let server = try MockEndpoint(list: { _ in .status(status, message: "not you") }) { _ in
            .close
        }
        let error = try #require(throws: UsageError.self) {
            try ModelEndpoint(server.address).withServedModel()
        }
        #expect(error.description.contains("says status \(status): not you"))
        #expect(error.description.contains("say which model to ask") == hint)
        #expect(server.listings == 1)
    }

    /// No number of them fits into a `Double` or an `Int`.
    @Test func extraFieldsKeepTheirDigits() throws {
        let request = CompletionRequest(messages: [.user("hi")], sampling: SamplingParameters())
        let extra = try ExtraFields(#"{"seed": 18446744073709551615, "x": 0.10, "x": [1, 2.50]}"#)
        let body = String(
            decoding: ChatRequestBody.data(request, model: "m", extra: extra), as: UTF8.self)
        #expect(body.contains(#""seed":18446744073709551615,"#))
        #expect(body.hasSuffix(#""x":[1, 2.50]}"#) && !body.contains("0.10"))
        for text in ["{", "{\"a\":}", "{\"a\":NaN}", "{\"a\":[-Infinity]}", "{} {}", "1", ""] {
            #expect(throws: UsageError.self) { try ExtraFields(text) }
        }
    }

    /// A server's chat template sees what ours would: every key, in its order.
    @Test func messagesAndToolsGoAsTheyAre() throws {
        let text =
            #"{"role":"user","name":"m","content":[{"type":"text","text":"é/"}]}"#
        let tools = #"[{"type":"function","function":{"name":"f","at":1.0,"about":"x"}}]"#
        let row = try JSONParser.parse(
            row: #"{"tools":\#(tools),"chat_template_kwargs":{"b":1,"a":2}}"#
        ).value
        let request = CompletionRequest(
            messages: [
                try RowDecoder.decode(ChatMessage.self, from: JSONParser.parse(row: text).value)
            ],
            inputs: try RowDecoder.decode(TemplateInputs.self, from: row),
            sampling: SamplingParameters())
        func body(_ extra: String) throws -> String {
            String(
                decoding: ChatRequestBody.data(
                    request, model: "m", extra: try ExtraFields(extra)), as: UTF8.self)
        }
        #expect(try body("{}").contains(#""messages":[\#(text)]"#))
        #expect(try body("{}").contains(#""tools":\#(tools)"#))
        #expect(try body("{}").contains(#""chat_template_kwargs":{"b":1,"a":2}"#))
        #expect(
            try body(#"{"chat_template_kwargs":{"z":0}}"#)
                .contains(#""chat_template_kwargs":{"z":0}"#))
    }

    @Test func stopTextsGoAlong() throws {
        var request = CompletionRequest(messages: [.user("hi")], sampling: SamplingParameters())
        func body() throws -> String {
            String(
                decoding: ChatRequestBody.data(request, model: "m", extra: try ExtraFields()),
                as: UTF8.self)
        }
        #expect(try !body().contains("stop"))
        request.stop = ["\n\n", "é"]
        #expect(try body().contains(#""stop":["\n\n","é"]"#))
    }

    @Test func extraFieldsReplaceOurs() throws {
        let request = CompletionRequest(
            messages: [ChatMessage(role: "system", content: "S"), .user("hi")],
            sampling: SamplingParameters(
                temperature: 0.5, topP: 0.9, maxTokens: 9, seed: 5 << 33 | 1))
        func fields(_ extra: String) throws -> NSDictionary {
            let data = ChatRequestBody.data(
                request, model: "m", extra: try ExtraFields(extra))
            return try #require(JSONSerialization.jsonObject(with: data) as? NSDictionary)
        }
        #expect(
            try fields("{}") == [
                "model": "m", "temperature": 0.5, "top_p": 0.9, "max_tokens": 9, "seed": 5, "n": 1,
                "stream": false,
                "messages": [
                    ["role": "system", "content": "S"], ["role": "user", "content": "hi"],
                ],
            ] as NSDictionary)
        let extra = try fields(#"{"top_p": 1, "chat_template_kwargs": {"enable_thinking": false}}"#)
        #expect(extra["top_p"] as? Int == 1)
        #expect(extra["chat_template_kwargs"] as? [String: Bool] == ["enable_thinking": false])
        #expect(throws: UsageError.self) { try ExtraFields("[1]") }
        #expect(throws: UsageError.self) { try ExtraFields("top_k=1") }
    }
}

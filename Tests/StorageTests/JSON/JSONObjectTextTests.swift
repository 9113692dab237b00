import Foundation
import Storage
import Testing

@Suite struct JSONObjectTextTests {
    func text(_ json: String) throws -> JSONObjectText {
        try #require(JSONObjectText(json.utf8), "\(json)")
    }

    @Test func membersAreFoundWhereTheyStand() throws {
        let json = #"{"a": 4.0, "b" :[1,{"a":2}] ,"c":"x,}\"","\u0064":{"e":[]}, "f":null}"#
        let found = try text(json)
        #expect(found.members.map(\.key) == ["a", "b", "c", "d", "f"])
        let values = found.members.map { String(decoding: found.bytes[$0.value], as: UTF8.self) }
        #expect(values == ["4.0", #"[1,{"a":2}]"#, #""x,}\"""#, #"{"e":[]}"#, "null"])
        #expect(found.repeatedKey == nil)
        #expect(try text("{ }").members.isEmpty)
        #expect(try text("\u{FEFF}{\"a\":1}").members.count == 1)
    }

    @Test func repeatedKeysAreSeenHoweverTheyAreSpelled() throws {
        #expect(try text(#"{"a":1,"b":2,"a":1}"#).repeatedKey == "a")
        #expect(try text(#"{"a":1,"\u0061":2}"#).repeatedKey == "a")
        #expect(try text(#"{"b":{"a":1,"a":2}}"#).repeatedKey == nil)
        // Canonically equivalent, but two keys to JSON.
        #expect(try text("{\"caf\u{E9}\":1,\"cafe\u{301}\":2}").repeatedKey == nil)
    }

    @Test func oneValueIsReplacedAndNothingElse() throws {
        let json = "{\n  \"eps\": 1e-06,\n  \"dtype\": \"bfloat16\",\n  \"factor\": 4.0\n}\n"
        var found = try text(json)
        found.set("dtype", to: "\"float32\"")
        #expect(found.bytes.elementsEqual(json.replacing("bfloat16", with: "float32").utf8))
        found.set("new", to: "1")
        let expected = json.replacing("bfloat16", with: "float32")
            .replacing("4.0\n}", with: "4.0,\n  \"new\": 1\n}")
        #expect(String(decoding: found.bytes, as: UTF8.self) == expected)
        var empty = try text("{}")
        empty.set("a", to: "2")
        #expect(String(decoding: empty.bytes, as: UTF8.self) == "{\"a\": 2}")
    }

    @Test(arguments: [
        "", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{\"a\":1}x", "{\"a", "1",
        "{\"a\":\"x}", "{\"\\ud800\":1}", "{a:1}",
    ])
    func whatIsNoObjectIsNil(_ json: String) {
        #expect(JSONObjectText(json.utf8) == nil)
    }

    /// Two spellings of one word are two keys.
    @Test func keysAreComparedByteByByte() throws {
        var text = try #require(JSONObjectText(Array("{\"caf\u{e9}\": 1}".utf8)))
        #expect(text.value("cafe\u{301}") == nil)
        text.set("cafe\u{301}", to: "2")
        #expect(text.members.count == 2)
        #expect(text.value("caf\u{e9}").map(Array.init) == Array("1".utf8))
    }
}

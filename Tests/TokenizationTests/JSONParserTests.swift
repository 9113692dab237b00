import Foundation
import Storage
import Testing

@testable import Tokenization

@Suite struct JSONParserTests {
    func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Data(text.utf8), name: "f.json")
    }

    @Test func valuesKeepOrderAndKind() throws {
        let value = try parse(
            #" {"b": [1, 1.0, -2e3, true, null], "a": "\u00e9\ud83d\ude00\n\"\/"} "#)
        #expect(
            value
                == .object([
                    JSONMember(
                        key: "b",
                        value: .array([.int(1), .double(1), .double(-2000), .bool(true), .null])),
                    JSONMember(key: "a", value: .string("é😀\n\"/")),
                ]))
        // Of a repeated key the last one counts; numbers beyond Int are floats.
        #expect(try parse(#"{"a": 1, "a": 2}"#)["a"] == .int(2))
        #expect(try parse("123456789012345678901234567890") == .double(1.2345678901234568e29))
        #expect(try parse(#""\ud800""#) == .string("\u{FFFD}"))
        #expect(try parse("\u{FEFF}[]") == .array([]))
    }

    @Test func problemsHaveALine() throws {
        for text in [
            "", "{", "[1,]", "{\"a\" 1}", "{\"a\": 1,}", "\"abc", "\"\\q\"", "\"\\u12\"", "tru",
            "01", "-", "1 2", "\"\u{1}\"", "{1: 2}", "[1 2]", ".5", "+1",
            String(repeating: "[", count: 5000),
        ] {
            #expect(throws: DataError.self, "\(text.prefix(20))") { try parse(text) }
        }
        let error = #expect(throws: DataError.self) { try parse("{\n\"a\": 1,\n\"b\" 2}") }
        #expect(error?.description.contains("f.json is not valid JSON: line 3") ?? false)
        let bytes = Data([0x22, 0xFF, 0x22])
        #expect(throws: DataError.self) { try JSONParser.parse(bytes, name: "f.json") }
    }
}

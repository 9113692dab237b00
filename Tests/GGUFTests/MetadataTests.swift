import Foundation
import Storage
import TestSupport
import Testing

@testable import GGUF

@Suite struct MetadataTests {
    let file: GGUFFile
    init() throws { file = try GGUFFile(Fixture.url("gguf/every-type.gguf")) }

    @Test func everyTypeOfValue() {
        let values: [(String, GGUFValue)] = [
            ("uint8", .uint8(255)), ("int8", .int8(-128)), ("uint16", .uint16(65535)),
            ("int16", .int16(-32768)), ("uint32", .uint32(4_294_967_295)),
            ("int32", .int32(-2_147_483_648)), ("uint64", .uint64(.max)), ("int64", .int64(.min)),
            ("float32", .float32(0.1)), ("float64", .float64(0.1)), ("bool", .bool(true)),
            // One é of one code point, one of two.
            ("string", .string("\u{E9}e\u{301}")),
            ("list", .array(.int32, [.int32(1), .int32(2), .int32(-3)])),
            (
                "nested",
                .array(
                    .array,
                    [
                        .array(.string, [.string("a"), .string("b")]),
                        .array(.string, [.string("c")]),
                    ])
            ),
        ]
        for (name, value) in values { #expect(file["test.\(name)"] == value, "\(name)") }
        #expect(file["test.string"] != .string("e\u{301}\u{E9}"))
    }

    @Test func keysKeepTheOrderOfTheFile() {
        #expect(file.version == 3 && file.alignment == 32)
        #expect(
            file.metadata.prefix(3).map(\.key)
                == ["general.architecture", "general.name", "llama.block_count"])
        #expect(file.metadata.suffix(2).map(\.key) == ["test.list", "test.nested"])
        #expect(file["nothing"] == nil && file.info("nothing") == nil)
    }

    @Test func numbersOfAnyWidthAreNumbers() {
        #expect(file["llama.block_count"]?.int == 2 && file["test.int8"]?.int == -128)
        #expect(file["test.uint64"]?.int == nil && file["test.bool"]?.int == nil)
        #expect(file["llama.rope.freq_base"]?.double == 500_000)
        #expect(file["test.uint8"]?.double == 255 && file["test.bool"]?.bool == true)
    }
}

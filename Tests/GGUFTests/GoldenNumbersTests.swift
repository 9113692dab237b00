import Foundation
import Storage
import TestSupport
import Testing

@testable import GGUF

/// Against `gguf.quants.dequantize`: Tests/Fixtures/gguf/make_gguf.py.
@Suite struct GoldenNumbersTests {
    struct Expected: Decodable {
        var type: String
        var shape: [Int]
        /// Eight hexadecimal digits for each float32.
        var bits: String
    }

    let file: GGUFFile
    let expected: [String: Expected]

    init() throws {
        file = try GGUFFile(Fixture.url("gguf/every-type.gguf"))
        expected = try JSONDecoder().decode(
            [String: Expected].self, from: Fixture.data("gguf/expected.json"))
    }

    @Test func everyTypeThatIsReadHasATensor() {
        let types = Set(file.tensors.map(\.type))
        #expect(types == Set(GGMLType.allCases.filter(\.isRead)))
        #expect(Set(file.tensors.map(\.name)) == Set(expected.keys))
    }

    @Test func everyNumberHasTheBitsOfThePythonPackage() throws {
        for tensor in file.tensors {
            let golden = try #require(expected[tensor.name])
            #expect(tensor.type.name == golden.type && tensor.shape == golden.shape)
            let numbers = try file.numbers(tensor.name)
            #expect(numbers.count == tensor.count)
            let digits = Array(golden.bits.utf8)
            let bits = stride(from: 0, to: digits.count, by: 8).map {
                UInt32(String(decoding: digits[$0..<$0 + 8], as: UTF8.self), radix: 16) ?? 0
            }
            let wrong = zip(numbers, bits).enumerated()
                .filter { $1.0.bitPattern != $1.1 }.map(\.offset)
            #expect(
                wrong.isEmpty && bits.count == numbers.count, "\(tensor.name) at \(wrong.prefix(4))"
            )
        }
    }

    /// float16 to float32 against the compiler's own conversion, all 65,536 but NaN.
    @Test func everyHalf() {
        for bits in UInt16.min...UInt16.max {
            let number = withUnsafeBytes(of: bits.littleEndian) { $0.baseAddress!.half(0) }
            let wanted = Float(Float16(bitPattern: bits))
            if wanted.isNaN {
                #expect(number.isNaN)
            } else if number.bitPattern != wanted.bitPattern {
                Issue.record("\(bits): \(number) instead of \(wanted)")
            }
        }
    }

    @Test func typesThatAreNotReadAreNamed() throws {
        let other = try GGUFFile(Fixture.url("gguf/other-types.gguf"))
        #expect(other.info("w")?.shape == [2, 32] && other.info("w")?.range.count == 36)
        for (name, type) in [("w", "IQ4_NL"), ("ids", "I32")] {
            let error = #expect(throws: DataError.self) { try other.numbers(name) }
            #expect(
                error?.description.contains("\(name) is stored as \(type); read are F32") == true)
        }
        let missing = #expect(throws: DataError.self) { try other.numbers("v") }
        #expect(missing?.description.hasSuffix("has no tensor v.") == true)
    }
}

import Foundation
import Storage
import TestSupport
import Testing

@testable import GGUF

/// Every damaged file is read for what it is or refused in a sentence.
@Suite struct DamagedFileTests {
    /// Reads a file of these bytes as far as it can be read.
    private func read(_ bytes: [UInt8]) throws -> GGUFHeader {
        try bytes.withUnsafeBytes { bytes in
            let header = try GGUFHeader(bytes, file: "x.gguf")
            for tensor in header.tensors where tensor.type.isRead {
                #expect(tensor.range.upperBound <= bytes.count)
                let stored = UnsafeRawBufferPointer(rebasing: bytes[tensor.range])
                #expect(tensor.type.numbers(stored)?.count == tensor.count)
            }
            return header
        }
    }

    private func sentence(_ bytes: [UInt8]) -> String {
        do {
            _ = try read(bytes)
            return "read"
        } catch let problem as DataError { return problem.description } catch { return "\(error)" }
    }

    private let whole: [UInt8]
    init() throws { whole = Array(try Fixture.data("gguf/every-type.gguf")) }

    @Test func cutOffAnywhereItIsRefused() throws {
        let end = try read(whole).tensors.map(\.range.upperBound).max() ?? 0
        for length in whole.indices {
            let text = sentence(Array(whole[..<length]))
            // What follows the last tensor is padding.
            #expect((text == "read") == (length >= end), "\(length): \(text)")
            #expect(text == "read" || text.hasPrefix("x.gguf") && text.hasSuffix("."), "\(text)")
        }
    }

    @Test func everyChangeOfAByteIsReadOrRefused() {
        var refused = 0
        for place in whole.indices {
            let byte = whole[place]
            for other in [0, 0xFF, byte ^ 1, byte ^ 0x80, byte &+ 1] where other != byte {
                var bytes = whole
                bytes[place] = other
                let text = sentence(bytes)
                if text != "read" { refused += 1 }
                #expect(
                    text == "read" || text.hasPrefix("x.gguf") && text.hasSuffix("."), "\(text)")
            }
        }
        #expect(refused > 1000)
    }

    @Test func whatIsNoGGUFOfAVersionThatIsReadIsNamed() {
        let rest = [UInt8](repeating: 0, count: 16)
        for (bytes, part) in [
            ([], "no GGUF file: it should begin with the letters GGUF, but is empty."),
            (Array("{\"a\"".utf8), "begins with the bytes 7b 22 61 22."),
            (Array("GGUF".utf8) + [1, 0, 0, 0] + rest, "GGUF of version 1"),
            (Array("GGUF".utf8) + [4, 0, 0, 0] + rest, "GGUF of version 4; versions 2 and 3"),
            (Array("GGUF".utf8) + [0, 0, 0, 3] + rest, "big-endian GGUF file (version 3)"),
            (
                Array("GGUF".utf8) + [3, 0, 0, 0],
                "ends after 8 bytes, within the number of tensors"
            ),
        ] as [([UInt8], String)] {
            #expect(sentence(bytes).contains(part), "\(sentence(bytes))")
        }
        #expect(sentence(Array("GGUF".utf8) + [2, 0, 0, 0] + rest) == "read")
    }

    @Test func claimsBeyondTheFileAreRefusedBeforeTheyCostMemory() {
        var many = SmallFile()
        many.tensorCount = .max
        #expect(sentence(many.bytes).contains("claims 18446744073709551615 tensors"))
        var keys = SmallFile()
        keys.fieldCount = 1 << 40
        #expect(sentence(keys.bytes).contains("claims 1099511627776 metadata keys"))
        var long = SmallFile()
        long.add("k", type: 8, SmallFile.number(UInt64.max))
        #expect(sentence(long.bytes).contains("k claims 18446744073709551615 bytes"))
        var list = SmallFile()
        list.add("k", type: 9, SmallFile.number(UInt32(4)) + SmallFile.number(UInt64(1) << 62))
        #expect(sentence(list.bytes).contains("k claims 4611686018427387904 values"))
    }

    @Test func metadataIsChecked() {
        var twice = SmallFile()
        twice.add("k", type: 0, [1])
        twice.add("k", type: 0, [1])
        #expect(sentence(twice.bytes) == "x.gguf: the metadata has k twice.")
        var flag = SmallFile()
        flag.add("k", type: 7, [2])
        #expect(sentence(flag.bytes).contains("k is 2, but a truth value is 0 or 1."))
        var text = SmallFile()
        text.add("k", type: 8, SmallFile.number(UInt64(1)) + [0xFF])
        #expect(sentence(text.bytes).contains("k is not UTF-8 text."))
        var kind = SmallFile()
        kind.add("k", type: 13, [0])
        #expect(sentence(kind.bytes).contains("k is of type 13; the types of values are 0 to 12."))
        let list = SmallFile.number(UInt32(9)) + SmallFile.number(UInt64(1))
        for depth in 1...6 {
            var deep = SmallFile()
            let inner = SmallFile.number(UInt32(0)) + SmallFile.number(UInt64(1)) + [7]
            deep.add("k", type: 9, (1..<depth).flatMap { _ in list } + inner)
            let answer = sentence(deep.bytes)
            #expect(depth <= 4 ? answer == "read" : answer.contains("more than 4 lists"))
        }
        for bad in [0, 4, 24, 31] as [UInt32] {
            var file = SmallFile()
            file.add("general.alignment", type: 4, SmallFile.number(bad))
            #expect(sentence(file.bytes).contains("general.alignment is \(bad); it should be"))
        }
    }

    @Test func tensorsAreChecked() {
        func answer(_ tensors: SmallFile.Tensor..., data: Int = 256) -> String {
            var file = SmallFile()
            file.tensors = tensors
            return sentence(file.bytes + [UInt8](repeating: 0, count: data))
        }
        #expect(answer(.init("a", [8, 2], 0, 0), .init("b", [32], 0, 64)) == "read")
        #expect(
            answer(.init("a", [8, 2], 0, 0), .init("b", [32], 0, 32)).contains("a and b overlap"))
        #expect(answer(.init("a", [1], 0, 0), .init("a", [1], 0, 32)).contains("a tensor a twice"))
        #expect(
            answer(.init("a", [1], 0, 8)).contains("a begins at 8, no multiple of the alignment"))
        #expect(answer(.init("a", [65], 0, 0)).contains("a ends at 260 of the data, which has 256"))
        #expect(
            answer(.init("a", [31], 2, 0)).contains("rows of 31 numbers, no multiple of the 32"))
        #expect(answer(.init("a", [1, 1, 1, 1, 1], 0, 0)).contains("a has 5 axes; ggml has 4"))
        #expect(answer(.init("a", [1], 99, 0)).contains("type 99, which ggml does not have"))
        #expect(answer(.init("a", [32], 31, 0)).contains("Q4_0_4_4, which ggml has removed"))
        #expect(answer(.init("a", [], 0, 0)) == "read")
        #expect(answer(.init("a", [], 2, 0)).contains("rows of 1 numbers, no multiple of the 32"))
        for shape in [[1 << 32, 1 << 32], [0], [.max], [1 << 62, 4, 0]] as [[UInt64]] {
            #expect(answer(.init("a", shape, 0, 0)).contains("a has an impossible shape"))
        }
        #expect(answer(.init("a", [1], 0, UInt64.max - 31)).contains("impossible shape or offset"))
    }
}

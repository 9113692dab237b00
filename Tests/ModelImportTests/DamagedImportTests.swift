import Foundation
import GGUF
import Numbers
import Storage
import TestSupport
import Testing

@testable import ModelImport

/// Damaged files are imported for what they are or refused in a sentence; none ends the program.
@Suite struct DamagedImportTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// - Parameter writes: the folder, too, which takes the disk its time.
    /// - Returns: whether it was refused.
    private func attempt(_ bytes: [UInt8], writes: Bool = false) throws -> Bool {
        let file = folder.file("x.gguf")
        let out = folder.file("out")
        try Data(bytes).write(to: file)
        do {
            let model = try GGUFImport(file)
            guard writes else { return false }
            try model.write(to: out)
            try FileManager.default.removeItem(at: out)
            return false
        } catch let problem as any ToolError {
            // As the command prints it: names from the file may have line breaks.
            let text = VisibleText.line(problem.description)
            #expect(text.hasSuffix(".") && !text.contains("\n"), "\(text)")
            #expect(text.contains("x.gguf"), "\(text)")
            return true
        }
    }

    @Test(arguments: ["gguf/tokenizers/llama-bpe.gguf", "gguf/models/types.gguf"])
    func changedBytes(_ name: String) throws {
        let whole = Array(try Fixture.data(name))
        var random = SeededGenerator(seed: 31)
        // Metadata and the table of tensors are where a file claims something.
        let head = min(whole.count, 12_000)
        var refused = 0
        for number in 0..<400 {
            var bytes = whole
            for _ in 0..<1 + random.below(3) {
                let place = random.below(number % 8 == 0 ? whole.count : head)
                bytes[place] = [0, 0xFF, bytes[place] ^ 1, bytes[place] ^ 0x80][random.below(4)]
            }
            if try attempt(bytes, writes: number % 4 == 0) { refused += 1 }
        }
        #expect(refused > 40 && refused < 400, "\(refused)")
    }

    @Test func cutOff() throws {
        let whole = Array(try Fixture.data("gguf/tokenizers/qwen2.gguf"))
        for length in stride(from: 0, to: whole.count - 64, by: 149) {
            #expect(try attempt(Array(whole[..<length])), "\(length)")
        }
    }

    /// Every key with values of every kind.
    @Test func everyKeyOfAnotherKind() throws {
        let file = try EditedFile("gguf/models/llama.gguf")
        var refused = 0
        for place in file.fields.indices {
            for value in [
                .uint64(.max), .int32(-1), .uint32(0), .float32(.nan), .float64(1e300),
                .string(""), .bool(true), .array(.string, []), .array(.array, [.array(.bool, [])]),
            ] as [GGUFValue] {
                var changed = file
                changed.fields[place].value = value
                if try attempt(changed.bytes) { refused += 1 }
            }
        }
        #expect(refused > 100)
    }
}

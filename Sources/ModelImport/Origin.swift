import Foundation
import GGUF
import Storage
import Torch

/// `gguf.json` of an imported folder: where the weights come from, and what was made of them.
struct Origin {
    static let name = "gguf.json"
    /// Changes whenever an import of the same file would give other bytes.
    static let layout = 1

    let json: JSONValue

    /// - Parameter progress: bytes that were read, for fingerprints.
    /// - Throws: `UsageError` for a file that cannot be read.
    init(
        _ parts: GGUFParts, type: DType, tool: String, notes: [String],
        progress: (Int) throws -> Void
    ) throws {
        let files = try parts.files.map { file in
            JSONValue.members([
                ("name", .string(file.url.lastPathComponent)), ("bytes", .int(file.size)),
                ("sha256", .string(try Fingerprint.of(file: file.url, progress: progress))),
            ])
        }
        var types: [(GGMLType, Int)] = []
        for tensor in parts.tensors {
            if let place = types.firstIndex(where: { $0.0 == tensor.type }) {
                types[place].1 += 1
            } else {
                types.append((tensor.type, 1))
            }
        }
        json = .members([
            ("format", .string("GGUF")), ("version", .int(parts.files[0].version)),
            ("files", .array(files)),
            ("types", .members(types.map { ($0.0.name, .int($0.1)) })),
            ("general", .members(Self.general(parts))),
            ("pre_tokenizer", .string(parts["tokenizer.ggml.pre"]?.string ?? "none")),
            ("dtype", .string("\(type)")), ("layout", .int(Self.layout)),
            ("notes", .array(notes.map(JSONValue.string))), ("tool", .string(tool)),
        ])
    }

    /// What the file says of itself: name, author, licence and so on.
    private static func general(_ parts: GGUFParts) -> [(String, JSONValue)] {
        let start = "general."
        return parts.metadata.compactMap { field in
            guard field.key.utf8.starts(with: start.utf8), let value = json(field.value) else {
                return nil
            }
            return (String(field.key.dropFirst(start.count)), value)
        }
    }

    private static func json(_ value: GGUFValue) -> JSONValue? {
        if let text = value.string { return .string(text) }
        if let flag = value.bool { return .bool(flag) }
        if let number = value.int { return .int(number) }
        if let number = value.double { return number.isFinite ? .double(number) : nil }
        return value.array.map { .array($0.compactMap(json)) }
    }

    /// Whether a folder is the import of the same files in the same way, by its own record.
    func isThat(of folder: URL) -> Bool {
        guard let data = try? AtomicFile.read(folder.appendingPathComponent(Self.name)),
            let other = try? JSONParser.parse(data, name: Self.name)
        else { return false }
        return ["files", "dtype", "layout"].allSatisfy { json[$0] == other[$0] }
    }
}

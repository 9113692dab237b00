import Artifacts
import Foundation

/// What a verb prints: a short human summary, or with `--json` one JSON object.
enum Output {
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A line for the person, on standard error, so that standard output stays clean for results.
    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

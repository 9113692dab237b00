import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing

/// Extreme numbers in config.json: each a sentence that names field and range, none a crash.
@Suite struct SizeFieldTests {
    static let sizes: [String: Int] = [
        "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
        "max_position_embeddings": 64, "original_max_position_embeddings": 32,
        "sliding_window": 16,
    ]
    /// Never a size of a model.
    static let edges = [
        "-9223372036854775808", "-4611686018427387904", "-2147483649", "-1", "0", "0.5", "-0.0",
        "1.0000001", "2147483648", "4294967296", "1099511627776", "4503599627370497",
        "4611686018427387904", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1e19", "1e300", "-1e300", "1e400", "\"4\"", "true", "[4]", "{}",
    ]

    func data(_ field: String, _ value: String) -> Data {
        let members = Self.sizes.filter { $0.key != field }.map { "\"\($0.key)\": \($0.value)" }
        let text = (members + ["\"\(field)\": \(value)"]).joined(separator: ", ")
        return Data(
            "{\"model_type\": \"mistral\", \"rope_theta\": 10000.0, \(text)}".utf8)
    }

    @Test(arguments: SizeField.allCases) func edgesAreNamedWithTheirRange(_ field: SizeField) throws
    {
        let folder = try TemporaryFolder()
        let name = field.rawValue
        #expect(Self.sizes[name] != nil && Self.edges.count * Self.sizes.count >= 200)
        let range = "from \(field.range.lowerBound) to \(field.range.upperBound)"
        let above = "\(field.range.upperBound + 1)"
        for edge in Self.edges + [above] {
            try data(name, edge).write(to: folder.file("config.json"))
            let error = #expect(throws: DataError.self, "\(name) \(edge)") {
                try ModelConfiguration(folder: folder.url)
            }
            let text = error?.description ?? ""
            #expect(text.contains(name) && text.contains(range), "\(name) \(edge): \(text)")
        }
        // The most is a number that products of sizes survive, though they may not fit together.
        try data(name, "\(field.range.upperBound)").write(to: folder.file("config.json"))
        do { _ = try ModelConfiguration(folder: folder.url) } catch {
            #expect(error is DataError, "\(error)")
        }
    }

    @Test func sizesThatDoNotFitTogetherAreDataErrors() throws {
        let folder = try TemporaryFolder()
        for (field, value, said) in [
            ("head_dim", "7", "head_dim is 7"), ("num_key_value_heads", "3", "no multiple"),
            ("num_attention_heads", "1", "no multiple"),
        ] {
            try data(field, value).write(to: folder.file("config.json"))
            let error = #expect(throws: DataError.self) {
                try ModelConfiguration(folder: folder.url)
            }
            #expect(error?.description.contains(said) == true)
        }
        let small =
            #"{"model_type": "llama", "vocab_size": 8, "hidden_size": 2, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 4}"#
        try Data(small.utf8).write(to: folder.file("config.json"))
        let error = #expect(throws: DataError.self) { try ModelConfiguration(folder: folder.url) }
        #expect(error?.description.contains("hidden_size is 2, less than") == true)
    }

    @Test(arguments: [
        ("rope_theta", "0"), ("rope_theta", "1"), ("rope_theta", "-1e4"), ("rope_theta", "1e300"),
        ("rms_norm_eps", "2"), ("rms_norm_eps", "-1"), ("rms_norm_eps", "1e300"),
    ])
    func otherNumbersHaveRangesToo(_ field: String, _ value: String) throws {
        let folder = try TemporaryFolder()
        let text = String(decoding: data("head_dim", "8"), as: UTF8.self)
            .replacingOccurrences(of: "\"rope_theta\": 10000.0, ", with: "")
        try Data(text.dropLast().utf8 + Data(", \"\(field)\": \(value)}".utf8))
            .write(to: folder.file("config.json"))
        let error = #expect(throws: DataError.self) { try ModelConfiguration(folder: folder.url) }
        #expect(error?.description.contains("\(field) is ") == true)
        #expect(error?.description.contains("should be") == true)
    }
}

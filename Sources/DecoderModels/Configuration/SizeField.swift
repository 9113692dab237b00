import Artifacts
package import Foundation
import Storage

/// The sizes in config.json and how large they may be: far more than any model has, and small
/// enough that products of them are numbers and a table of all tensors fits into memory.
package enum SizeField: String, CaseIterable, Sendable {
    case vocabulary = "vocab_size"
    case hidden = "hidden_size"
    case intermediate = "intermediate_size"
    case layers = "num_hidden_layers"
    case heads = "num_attention_heads"
    case keyValueHeads = "num_key_value_heads"
    case headDim = "head_dim"
    case positions = "max_position_embeddings"
    case originalPositions = "original_max_position_embeddings"
    case window = "sliding_window"

    static let mostPositions = 2_147_483_647

    /// The accepted values.
    package var range: ClosedRange<Int> {
        switch self {
        case .vocabulary: 1...16_777_216
        case .hidden: 1...1_048_576
        case .intermediate: 1...4_194_304
        case .layers, .heads, .keyValueHeads: 1...HeadShape.most
        case .headDim: 1...65_536
        case .positions, .originalPositions, .window: 1...Self.mostPositions
        }
    }

    /// Checks those of the sizes that a config.json has; null stands for absent.
    ///
    /// - Throws: `DataError` naming file, field, value and range.
    package static func check(_ config: Data, file: URL) throws {
        do { try check(try JSONDecoder().decode([String: FieldValue].self, from: config)) } catch {
            throw DataError("\(file.path): \(DecodingProblem.sentence(error))")
        }
    }

    static func check(_ fields: [String: FieldValue]) throws {
        for size in allCases {
            guard let value = fields[size.rawValue], value != .null else { continue }
            let range = size.range
            if case .number(let number) = value, number == number.rounded(),
                Double(range.lowerBound)...Double(range.upperBound) ~= number
            {
                continue
            }
            throw DataError(
                "\(size.rawValue) is \(value) but should be a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
    }
}

/// A value of config.json, as far as it matters that there is one.
enum FieldValue: Decodable, Equatable, CustomStringConvertible {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list(isEmpty: Bool)
    case object(isEmpty: Bool)
    /// A number that no Double holds.
    case other

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let flag = try? single.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? single.decode(Double.self) {
            self = .number(number)
        } else if let text = try? single.decode(String.self) {
            self = .text(text)
        } else if let list = try? decoder.unkeyedContainer() {
            self = .list(isEmpty: list.isAtEnd)
        } else if let object = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(isEmpty: object.allKeys.isEmpty)
        } else {
            self = .other
        }
    }

    var description: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .text(let text): "\"\(text.prefix(80))\""
        case .list: "a list"
        case .object: "an object"
        case .other: "a number that is too large"
        }
    }
}

import DecoderModels
import GGUF
import Storage

/// The layers that look back a window only.
struct Windows {
    let window: Int?
    /// Of each layer, where the file says so.
    let sliding: [Bool]

    init(_ fields: ArchitectureFields, layers: Int) throws {
        let key = "attention.sliding_window"
        let found = try fields.count(key, 0...SizeField.window.range.upperBound)
        let isOlmo = fields.architecture.isExactly("olmo2")
        guard let found, found > 0 else {
            // A pattern without a window means nothing.
            _ = fields["attention.sliding_window_pattern"]
            (window, sliding) = (nil, Array(repeating: false, count: layers))
            return
        }
        guard isOlmo || fields.architecture.isExactly("llama") else {
            throw fields.problem(
                key,
                "is \(found), and which layers of a \(fields.architecture) slide it leaves open")
        }
        window = found
        guard isOlmo else {
            sliding = Array(repeating: true, count: layers)
            return
        }
        let pattern = fields["attention.sliding_window_pattern"]
        if let flags = pattern?.array?.map(\.bool) {
            guard flags.count == layers, !flags.contains(nil) else {
                throw fields.problem(
                    "attention.sliding_window_pattern",
                    "has \(flags.count) values; it should have a truth value for each of \(layers) layers"
                )
            }
            sliding = flags.compactMap { $0 }
        } else {
            let period = pattern?.int ?? 4
            guard 1...layers.advanced(by: 1) ~= period || period == 4 else {
                throw fields.problem(
                    "attention.sliding_window_pattern",
                    "is \(period); it should be from 1 to the number of layers")
            }
            sliding = (0..<layers).map { ($0 + 1) % period != 0 }
        }
    }

    /// The family: a Llama with a window is what transformers calls Mistral; OLMo 2 is OLMo 3 without
    /// sliding layers, and llama.cpp has one name for both.
    func architecture(_ name: String) -> Architecture {
        if name.isExactly("olmo2") { return .olmo3 }
        return window == nil ? Architecture.named(name) ?? .llama : .mistral
    }

    func members(_ architecture: Architecture) -> [(String, JSONValue)] {
        switch architecture {
        case .mistral: return [("sliding_window", window.map(JSONValue.int) ?? .null)]
        case .olmo3:
            let types = sliding.map {
                JSONValue.string($0 ? "sliding_attention" : "full_attention")
            }
            // transformers has no OLMo 3 without a number here; without sliding layers it is not used.
            return [("sliding_window", .int(window ?? 4096)), ("layer_types", .array(types))]
        default: return []
        }
    }
}

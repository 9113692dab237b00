import DecoderModels
import Foundation
import GGUF
import Storage

/// The rotation of queries and keys as the metadata has it.
struct Rotation {
    let theta: Double
    /// `rope_scaling`; nil for none.
    let scaling: JSONValue?

    /// - Parameter headDim: width of a head, which is rotated as a whole.
    /// - Throws: `DataError` for parts of heads that are rotated, for a kind of scaling that is not computed,
    ///   and for numbers that do not say which of two settings the original had.
    init(_ fields: ArchitectureFields, headDim: Int) throws {
        let rotated =
            try fields.count("rope.dimension_count", SizeField.headDim.range) ?? headDim
        guard rotated == headDim else {
            throw fields.problem(
                "rope.dimension_count",
                "is \(rotated), but heads have \(headDim) numbers, and here whole heads are rotated"
            )
        }
        theta = try fields.number("rope.freq_base") ?? 10_000
        if let sliding = try fields.number("rope.freq_base_swa"), sliding != theta {
            throw fields.problem(
                "rope.freq_base_swa",
                "is \(sliding), but rope.freq_base \(theta), and here all layers have one")
        }
        let listed = try Self.listed(fields)
        guard fields.parts.info(RopeFactors.tensor) != nil else {
            scaling = listed
            return
        }
        let found = RopeFactors(
            factors: try fields.parts.vector(RopeFactors.tensor, count: headDim / 2), theta: theta)
        let byFactors = try found.scaling(fields.parts.path)
        guard listed == nil || byFactors == nil else {
            throw fields.problem(
                "rope.scaling.type", "names one scaling and \(RopeFactors.tensor) has another")
        }
        scaling = listed ?? byFactors.map(Self.llama3)
    }

    private static func llama3(_ scaling: RopeFactors.Scaling) -> JSONValue {
        .members([
            ("rope_type", .string("llama3")), ("factor", .double(scaling.factor)),
            ("low_freq_factor", .double(scaling.low)),
            ("high_freq_factor", .double(scaling.high)),
            ("original_max_position_embeddings", .int(scaling.original)),
        ])
    }

    /// The scaling that the metadata lists by its type.
    private static func listed(_ fields: ArchitectureFields) throws -> JSONValue? {
        // The older name, of linear scaling.
        let old = try fields.number("rope.scale_linear")
        let factor = try fields.number("rope.scaling.factor") ?? old
        let kind = try fields.text("rope.scaling.type") ?? (old == nil ? "none" : "linear")
        switch kind {
        case "none":
            guard factor == nil || factor == 0 || factor == 1 else {
                throw fields.problem(
                    "rope.scaling.factor", "is \(factor ?? 0), but the metadata names no type")
            }
            return nil
        case "linear":
            guard let factor, factor > 0 else {
                throw fields.problem(
                    "rope.scaling.factor", "is missing, which linear scaling needs")
            }
            if factor == 1 { return nil }
            return .members([("rope_type", .string("linear")), ("factor", .double(factor))])
        case "yarn": return try yarn(fields, factor)
        default:
            throw fields.problem(
                "rope.scaling.type",
                "is \"\(kind)\"; what is computed here is none, linear and yarn, and Llama 3.1's by its factors"
            )
        }
    }

    private static func yarn(_ fields: ArchitectureFields, _ factor: Double?) throws -> JSONValue {
        guard let factor, factor > 0 else {
            throw fields.problem("rope.scaling.factor", "is missing, which yarn needs")
        }
        let original = try fields.needed(
            "rope.scaling.original_context_length", SizeField.originalPositions.range)
        // transformers computes this where config.json is silent; the convert script also writes down a field
        // of config.json that transformers does not read, so any other number may be either.
        let usual = 0.1 * log(factor) + 1
        for key in ["rope.scaling.yarn_attn_factor", "rope.scaling.attn_factor"] {
            guard let attention = try fields.number(key), abs(attention - usual) > 1e-6 * usual
            else { continue }
            throw fields.problem(
                key,
                "is \(attention); with a factor of \(factor) transformers computes \(usual), and which of the two the model was made with the file does not say"
            )
        }
        if let extrapolation = try fields.number("rope.scaling.yarn_ext_factor"),
            extrapolation != 1
        {
            throw fields.problem(
                "rope.scaling.yarn_ext_factor", "is \(extrapolation), and here it is 1")
        }
        var members: [(String, JSONValue)] = [
            ("rope_type", .string("yarn")), ("factor", .double(factor)),
            ("original_max_position_embeddings", .int(original)),
        ]
        for name in ["beta_fast", "beta_slow"] {
            if let value = try fields.number("rope.scaling.yarn_\(name)") {
                members.append((name, .double(value)))
            }
        }
        return .members(members)
    }
}

extension GGUFParts {
    /// A tensor of one axis as a whole.
    /// - Throws: `DataError` for another shape, and for numbers that are not finite.
    func vector(_ name: String, count: Int) throws -> [Float] {
        guard info(name)?.shape == [count] else {
            throw DataError(
                "\(path): \(name) has shape \(info(name)?.shape ?? []) but should have [\(count)].")
        }
        let rows = try rows(name)
        let numbers = [Float](unsafeUninitializedCapacity: count) { memory, made in
            if let base = memory.baseAddress { rows.read(0, into: base) }
            made = count
        }
        guard numbers.allSatisfy(\.isFinite) else {
            throw DataError("\(path): \(name) has numbers that are not finite.")
        }
        return numbers
    }
}

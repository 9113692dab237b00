import GGUF
import Storage

/// The metadata of an architecture, `llama.block_count` and so on; remembers what was asked for, so that
/// what was not can be refused.
final class ArchitectureFields {
    let parts: GGUFParts
    /// `general.architecture`.
    let architecture: String
    private var read: Set<ExactText> = []

    init(_ parts: GGUFParts, architecture: String) {
        (self.parts, self.architecture) = (parts, architecture)
    }

    /// The value of `ARCHITECTURE.key`; nil when there is none.
    subscript(_ key: String) -> GGUFValue? {
        let name = "\(architecture).\(key)"
        read.insert(ExactText(name))
        return parts[name]
    }

    func problem(_ key: String, _ rest: String) -> DataError {
        DataError("\(parts.path): \(architecture).\(key) \(rest).")
    }

    /// A whole number; a list counts where all of its numbers are the same.
    ///
    /// - Throws: `DataError` for another kind of value, one out of range, and a list with two numbers.
    func count(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let value = self[key] else { return nil }
        var number = value.int
        if let list = value.array {
            guard Set(list.map(\.int)).count == 1 else {
                throw problem(key, "differs between layers, and here all have the same")
            }
            number = list[0].int
        }
        guard let number, range ~= number else {
            throw problem(
                key,
                "is \(number.map(String.init) ?? "no whole number") but should be from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// The same for a number without which there is no model.
    func needed(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = try count(key, range) else {
            throw DataError("\(parts.path): the metadata has no \(architecture).\(key).")
        }
        return number
    }

    /// A number as it was written down: of a float32, the shortest decimal that stands for it.
    ///
    /// - Throws: `DataError` for another kind of value and one that is not finite.
    func number(_ key: String) throws -> Double? {
        guard let value = self[key] else { return nil }
        var number = value.double
        if case .float32(let single) = value { number = Double("\(single)") }
        guard let number, number.isFinite else { throw problem(key, "is no finite number") }
        return number
    }

    /// A text.
    func text(_ key: String) throws -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else { throw problem(key, "is no text") }
        return text
    }

    /// Known not to change what is computed, or to say again what tensors and tokens say.
    private static let harmless = [
        "vocab_size", "tensor_data_layout", "rope.scaling.finetuned",
        "attention.layer_norm_epsilon",
    ]

    /// - Throws: `DataError` naming the first key of the architecture that says something and was not read:
    ///   the model would be another one without it.
    func checkRest() throws {
        let start = "\(architecture)."
        for field in parts.metadata where field.key.utf8.starts(with: start.utf8) {
            let key = String(field.key.dropFirst(start.count))
            let isRead = read.contains(ExactText(field.key))
            guard !isRead, !Self.harmless.contains(where: key.isExactly),
                !Self.saysNothing(key, field.value)
            else { continue }
            throw problem(
                key,
                "is \(Self.text(field.value)), which may change what the model computes and is not read"
            )
        }
    }

    /// Whether a value stands for the absence of what the key is about.
    private static func saysNothing(_ key: String, _ value: GGUFValue) -> Bool {
        if let list = value.array { return list.allSatisfy { saysNothing(key, $0) } }
        if let flag = value.bool { return flag == key.isExactly("attention.causal") }
        if let text = value.string { return text.isEmpty || text.isExactly("none") }
        // Of attention, 1 would be scores that are not divided by √d; 0 is the default.
        if key.isExactly("attention.scale") { return value.double == 0 }
        let multiplies = ["scale", "factor", "multiplier"].contains { key.containsExactly($0) }
        return value.double == 0 || multiplies && value.double == 1
    }

    private static func text(_ value: GGUFValue) -> String {
        if let flag = value.bool { return "\(flag)" }
        if let number = value.double { return Int(exactly: number).map(String.init) ?? "\(number)" }
        return value.string.map { "\"\($0.prefix(40))\"" } ?? "a list"
    }
}

import Storage

/// A kind of ablation of a head. They are different experiments, so every artifact says which it
/// was.
///
/// - `zero`: its output is multiplied by 0. What RetMask's mask does (zeroed `o_proj` columns).
/// - a number: its output is multiplied by it; `0.5` halves the head, `1` leaves it as it is.
/// - `uniform`: its queries become 0, so it attends evenly to all that it sees and gives the mean of
///   the values. What the published needle test with masked heads and DeCoRe do.
/// - `mean`: its output is replaced by its mean over a text. Takes away what the head says about
///   this prompt and leaves what it always says, on which later layers may rely.
public enum HeadGate: Sendable, Hashable {
    case scale(Double)
    case uniform
    case mean

    /// The output times 0: the mask of the paper.
    public static let zero = HeadGate.scale(0)
    /// What ``init(_:)`` reads, for messages.
    public static let accepted = "zero, uniform, mean or a number from 0 to 1000"
}

extension HeadGate: Codable, LosslessStringConvertible {
    /// `zero`, `uniform`, `mean`, or a number from 0 to 1000.
    public init?(_ text: String) {
        switch text {
        case "zero": self = .zero
        case "uniform": self = .uniform
        case "mean": self = .mean
        default:
            guard let value = Double(text), 0...1000 ~= value else { return nil }
            self = .scale(value)
        }
    }

    /// As ``init(_:)`` reads it: `zero`, `uniform`, `mean`, or the number.
    public var description: String {
        switch self {
        case .scale(0): "zero"
        case .scale(let value): "\(value)"
        case .uniform: "uniform"
        case .mean: "mean"
        }
    }

    /// The ablation in words.
    public var words: String {
        switch self {
        case .scale(0): "output set to 0"
        case .scale(let factor): "output multiplied by \(factor)"
        case .uniform: "attention made even"
        case .mean: "output replaced by its mean"
        }
    }

    /// - Throws: `DataError` for a text that ``init(_:)`` does not read.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let gate = HeadGate(text) else {
            throw DataError(
                "\"\(text)\" is no gate; write \(Self.accepted).")
        }
        self = gate
    }

    /// A text, as ``description`` has it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Heads and what is done to them.
public struct HeadAblation: Codable, Sendable, Hashable {
    /// Query heads, in any order; none leaves the model as it is.
    public var heads: [HeadID]
    /// The ablation of each of them.
    public var gate: HeadGate

    /// The same gate for all of these heads.
    public init(_ heads: [HeadID], gate: HeadGate = .zero) {
        self.heads = heads
        self.gate = gate
    }

    /// Leaves the model as it is.
    public static let none = HeadAblation([])

    /// Whether the model stays as it is.
    public var isIdentity: Bool { heads.isEmpty || gate == .scale(1) }

    /// The settings of a job's record that say which heads are ablated, and how where that is not
    /// to zero, so that jobs from before there was a choice go on.
    ///
    /// - Parameter meansText: names the text of the means, for `mean`.
    // exact: names of our own
    public func settings(meansText: String? = nil) -> [String: String] {
        guard !heads.isEmpty else { return ["silenced heads": "none"] }
        var settings = ["silenced heads": heads.sorted().map(\.description).joined(separator: " ")]
        if gate != .zero { settings["gate"] = "\(gate)" }
        if gate == .mean { settings["text of the means"] = meansText }
        return settings
    }
}

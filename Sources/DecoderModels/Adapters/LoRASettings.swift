import Numbers
import Storage

/// Settings of low-rank adapters (Hu et al. 2021, "LoRA"): a matrix W of a frozen model becomes
/// W + (alpha / rank) · B A with A [rank, in] and B [out, rank], and only A and B are trained.
public struct LoRASettings: Codable, Sendable, Equatable {
    public var rank: Int
    /// The update is scaled by alpha over rank, so that another rank needs no other learning rate.
    public var alpha: Double
    /// The matrices of every layer that get an adapter, by their Hugging Face names.
    public var targets: [String]

    public init(rank: Int = 16, alpha: Double = 32, targets: [String] = Self.attention) {
        self.rank = rank
        self.alpha = alpha
        self.targets = targets
    }

    public static let attention = ["q_proj", "k_proj", "v_proj", "o_proj"]
    public static let all = attention + ["gate_proj", "up_proj", "down_proj"]

    var scale: Double { alpha / Double(rank) }

    /// - Throws: `UsageError` for a rank or alpha that is not above 0 and for unknown targets.
    public func validate() throws {
        if let problem { throw UsageError("\(problem).") }
    }

    /// The fault of the values, in words.
    package var problem: String? {
        guard Limits.rank.contains(rank), Limits.alpha.contains(alpha) else {
            return
                "LoRA rank is \(rank) and alpha \(alpha), but should be \(Limits.rank) and \(Limits.alpha)"
        }
        let isKnown = targets.allSatisfy(Self.all.contains)
        guard !targets.isEmpty, isKnown, Set(targets).count == targets.count else {
            return
                "LoRA targets are \"\(targets.joined(separator: ","))\" but should be some of \(Self.all.joined(separator: ", ")), each once"
        }
        return nil
    }
}

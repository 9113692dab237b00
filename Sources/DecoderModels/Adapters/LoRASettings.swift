import Artifacts

/// How low-rank adapters are made (Hu et al. 2021, "LoRA"): a matrix W of a frozen model becomes
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
        guard rank > 0, alpha > 0, alpha.isFinite else {
            throw UsageError("LoRA rank is \(rank) and alpha \(alpha); both should be above 0.")
        }
        let unknown = targets.filter { !Self.all.contains($0) }
        guard !targets.isEmpty, unknown.isEmpty, Set(targets).count == targets.count else {
            throw UsageError(
                "LoRA targets are \(targets.joined(separator: ",")); give some of \(Self.all.joined(separator: ", ")), each once."
            )
        }
    }
}

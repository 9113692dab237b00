/// Where a tensor lives.
public enum Device: Sendable, Hashable, CustomStringConvertible {
    case cpu
    /// A CUDA device by its number.
    case cuda(Int)

    /// Parses `cpu`, `cuda` or `cuda:1`; nil for anything else.
    public init?(_ text: String) {
        if text == "cpu" {
            self = .cpu
        } else if text == "cuda" {
            self = .cuda(0)
        } else if text.hasPrefix("cuda:"), let number = Int(text.dropFirst(5)), number >= 0 {
            self = .cuda(number)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    /// As the border numbers them: -1 is the CPU.
    var index: Int {
        switch self {
        case .cpu: -1
        case .cuda(let number): number
        }
    }
}

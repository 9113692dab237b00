/// Element types (`torch.dtype`), numbered as in libtorch.
public enum DType: Int, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case uint8 = 0
    case int8 = 1
    case int16 = 2
    case int32 = 3
    case int64 = 4
    case float16 = 5
    case float32 = 6
    case float64 = 7
    case bool = 11
    case bfloat16 = 15

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether it is one of float16, bfloat16, float32 and float64.
    public var isFloating: Bool {
        switch self {
        case .float16, .float32, .float64, .bfloat16: true
        default: false
        }
    }

    /// PyTorch's name without `torch.`, such as `bfloat16`.
    public var description: String {
        switch self {
        case .uint8: "uint8"
        case .int8: "int8"
        case .int16: "int16"
        case .int32: "int32"
        case .int64: "int64"
        case .float16: "float16"
        case .float32: "float32"
        case .float64: "float64"
        case .bool: "bool"
        case .bfloat16: "bfloat16"
        }
    }

    /// By the name in a safetensors header, such as `BF16`; nil for types that are not computed with.
    public init?(stored name: String) {
        guard let found = Self.allCases.first(where: { $0.storedName == name }) else { return nil }
        self = found
    }

    /// The name in a safetensors header.
    public var storedName: String {
        switch self {
        case .uint8: "U8"
        case .int8: "I8"
        case .int16: "I16"
        case .int32: "I32"
        case .int64: "I64"
        case .float16: "F16"
        case .float32: "F32"
        case .float64: "F64"
        case .bool: "BOOL"
        case .bfloat16: "BF16"
        }
    }
}

/// The place of a tensor's memory (`torch.device`).
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

    /// As PyTorch writes it: `cpu`, `cuda:1`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    /// As the engine numbers them: -1 is the CPU.
    var index: Int {
        switch self {
        case .cpu: -1
        case .cuda(let number): number
        }
    }
}

import Storage

/// How ggml stores the numbers of a tensor: plain, or in blocks that share a scale.
///
/// The raw value is the number in files (`enum ggml_type`).
public enum GGMLType: UInt32, Sendable, CaseIterable {
    case f32 = 0
    case f16, q4_0, q4_1
    case q5_0 = 6
    case q5_1, q8_0, q8_1, q2_K, q3_K, q4_K, q5_K, q6_K, q8_K
    case iq2_XXS, iq2_XS, iq3_XXS, iq1_S, iq4_NL, iq3_S, iq2_S, iq4_XS
    case i8, i16, i32, i64, f64
    case iq1_M, bf16
    case tq1_0 = 34
    case tq2_0
    case mxfp4 = 39
    case nvfp4, q1_0

    /// As ggml writes it, such as `Q4_K`.
    public var name: String { "\(self)".uppercased() }

    /// Numbers of a block.
    public var blockCount: Int { layout.count }
    /// Bytes of a block.
    public var blockSize: Int { layout.size }

    /// Whether ``GGUFFile/numbers(_:)`` reads it.
    public var isRead: Bool { decoder != nil }

    /// The names of those that are read, for sentences.
    public static var namesOfRead: String {
        allCases.filter(\.isRead).map(\.name).joined(separator: ", ")
    }

    /// Sizes as in ggml's `ggml-common.h`: scales and minima, then the bits of the numbers.
    private var layout: (count: Int, size: Int) {
        switch self {
        case .f32, .i32: (1, 4)
        case .f16, .bf16, .i16: (1, 2)
        case .i8: (1, 1)
        case .i64, .f64: (1, 8)
        case .q4_0, .iq4_NL: (32, 2 + 16)
        case .q4_1: (32, 4 + 16)
        case .q5_0: (32, 2 + 4 + 16)
        case .q5_1: (32, 4 + 4 + 16)
        case .q8_0: (32, 2 + 32)
        case .q8_1: (32, 8 + 32)
        case .mxfp4: (32, 1 + 16)
        case .nvfp4: (64, 4 + 32)
        case .q1_0: (128, 2 + 16)
        case .q2_K: (256, 16 + 64 + 4)
        case .q3_K: (256, 32 + 64 + 12 + 2)
        case .q4_K: (256, 4 + 12 + 128)
        case .q5_K: (256, 4 + 12 + 32 + 128)
        case .q6_K: (256, 128 + 64 + 16 + 2)
        case .q8_K: (256, 4 + 256 + 32)
        case .iq1_S: (256, 2 + 32 + 16)
        case .iq1_M: (256, 32 + 16 + 8)
        case .iq2_XXS: (256, 2 + 64)
        case .iq2_XS: (256, 2 + 64 + 8)
        case .iq2_S: (256, 2 + 64 + 16)
        case .iq3_XXS: (256, 2 + 64 + 32)
        case .iq3_S: (256, 2 + 64 + 32 + 8 + 4)
        case .iq4_XS: (256, 4 + 128 + 4)
        case .tq1_0: (256, 2 + 52)
        case .tq2_0: (256, 2 + 64)
        }
    }

    /// Types that earlier versions of ggml had.
    private static let removed: [UInt32: String] = [
        4: "Q4_2", 5: "Q4_3", 31: "Q4_0_4_4", 32: "Q4_0_4_8", 33: "Q4_0_8_8", 36: "IQ4_NL_4_4",
        37: "IQ4_NL_4_8", 38: "IQ4_NL_8_8",
    ]

    /// - Throws: `DataError` for a number that stands for no type, or for one that ggml has removed.
    init(number: UInt32, of tensor: String, file: String) throws {
        if let type = GGMLType(rawValue: number) {
            self = type
            return
        }
        guard let name = Self.removed[number] else {
            throw DataError("\(file): \(tensor) is of type \(number), which ggml does not have.")
        }
        throw DataError(
            "\(file): \(tensor) is stored as \(name), which ggml has removed; convert the model anew."
        )
    }
}

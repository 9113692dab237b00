import CTorch

/// The width of the vectors of the engine's own kernels.
///
/// The widest that CPU and operating system have, unless the environment variable `RETMASK_CPU_LEVEL`
/// names a narrower one. libtorch's and oneDNN's operators choose for themselves
/// (`ATEN_CPU_CAPABILITY`, `ONEDNN_MAX_CPU_ISA`).
package enum VectorLevel: Int32, CaseIterable, Sendable, Comparable {
    /// 4 numbers: SSE2, which every x86-64 has; elsewhere what the compiler makes of them.
    case sse
    /// 8 numbers, AVX2 with FMA.
    case avx2
    /// 16 numbers: AVX-512 F, DQ, BW and VL.
    case avx512

    static let variable = "RETMASK_CPU_LEVEL"

    /// As the variable spells it.
    package var name: String { "\(self)" }

    /// - Parameter highest: the level of CPU and operating system.
    init(named name: String, highest: Int32) throws(TorchError) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else {
            throw TorchError(
                reason:
                    "\(Self.variable) is \(name); give \(Self.list(upTo: Self.avx512.rawValue)).")
        }
        guard level.rawValue <= highest else {
            throw TorchError(
                reason:
                    "\(Self.variable) is \(name), but this CPU or its operating system only has \(Self.list(upTo: highest))."
            )
        }
        self = level
    }

    static func list(upTo highest: Int32) -> String {
        let names = allCases.filter { $0.rawValue <= highest }.map(\.name)
        return names.count < 2
            ? names.joined()
            : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    }

    /// By width.
    package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }

    /// The levels of this machine, narrowest first.
    /// - Throws: `TorchError` when there is no engine.
    package static func available() throws -> [VectorLevel] {
        let highest = try Engine.table.get().functions.pointee.highest_level()
        return allCases.filter { $0.rawValue <= highest }
    }

    /// The level of kernels that this thread calls.
    /// - Throws: `TorchError` when there is no engine.
    package static func current() throws -> VectorLevel {
        VectorLevel(rawValue: try Engine.table.get().functions.pointee.level()) ?? .sse
    }
}

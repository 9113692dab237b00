import Storage
import Torch

/// The stretch of one weight that belongs to heads, multiplied with a factor.
struct WeightEdit {
    /// A tensor and what is to become of the part that belongs to heads.
    struct Part {
        var tensor: String
        var shape: [Int]
        /// Whether a head has columns (`o_proj`), or rows and elements (`q_proj`, `q_norm`).
        var isOutput: Bool
        var factor: Double
    }

    let tensor: String
    /// Bytes of the tensor within its file.
    let range: Range<Int>
    let rowBytes: Int
    /// Bytes within every row.
    let columns: [Range<Int>]
    let factor: Double
    let type: StoredFloat

    /// - Throws: `DataError` for another shape or a type that is not plain floating point.
    init(_ part: Part, heads: [Int], _ geometry: HeadGeometry, in file: SafeTensorsFile) throws {
        guard let entry = file.info(part.tensor) else {
            throw DataError("\(file.url.path) has no tensor \(part.tensor).")
        }
        guard let type = StoredFloat(rawValue: entry.dtype) else {
            let all = StoredFloat.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw DataError(
                "\(file.url.path): \(part.tensor) is stored as \(entry.dtype); heads can be masked in \(all)."
            )
        }
        guard entry.shape == part.shape else {
            throw DataError(
                "\(file.url.path): \(part.tensor) has shape \(entry.shape), but config.json asks for \(part.shape)."
            )
        }
        // Rows of a head follow each other, so a whole tensor is like one row.
        let bytes = part.shape.reduce(1, *) * type.size
        let own = part.isOutput ? geometry.headDim * type.size : bytes / geometry.heads
        tensor = part.tensor
        range = entry.range
        rowBytes = part.isOutput ? geometry.heads * own : bytes
        columns = heads.map { $0 * own..<($0 + 1) * own }
        factor = part.factor
        self.type = type
    }

    /// The tensor with the heads' part scaled.
    func applied(to bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result = Array(bytes)
        for row in stride(from: 0, to: result.count, by: rowBytes) {
            for column in columns {
                type.scale(&result, row + column.lowerBound..<row + column.upperBound, by: factor)
            }
        }
        return result
    }
}

import Storage

/// The rows of a tensor, made float32 one at a time, so that no more of it than that need be in memory.
///
/// ```swift
/// let rows = try file.rows("blk.0.attn_q.weight")
/// rows.read(3, into: memory)         // rows.width numbers
/// ```
public struct GGUFRows {
    /// Rows; one where the tensor has a single axis.
    public let count: Int
    /// Numbers in a row.
    public let width: Int
    private let blocks: Int
    private let size: Int
    private let type: GGMLType
    private let bytes: UnsafeRawBufferPointer
    /// Keeps the file mapped.
    private let file: GGUFFile
    private let decode: (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void

    /// Nil for a type that is not read.
    init?(_ tensor: GGUFTensor, _ bytes: UnsafeRawBufferPointer, _ file: GGUFFile) {
        guard let decode = tensor.type.decoder else { return nil }
        width = tensor.shape.last ?? 1
        count = tensor.count / width
        // The table of tensors is checked for rows of whole blocks.
        blocks = width / tensor.type.blockCount
        size = tensor.type.blockSize
        type = tensor.type
        (self.bytes, self.file, self.decode) = (bytes, file, decode)
    }

    /// Writes the numbers of a row.
    ///
    /// - Parameter out: memory for ``width`` numbers.
    /// - Precondition: the tensor has such a row.
    public func read(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        precondition(0..<count ~= row, "row \(row) of \(count)")
        guard let base = bytes.baseAddress else { return }
        let source = base + row * blocks * size
        if type == .f32, 1.littleEndian == 1 {
            UnsafeMutableRawPointer(out).copyMemory(from: source, byteCount: blocks * size)
            return
        }
        let count = type.blockCount
        for block in 0..<blocks { decode(source + block * size, out + block * count) }
    }
}

extension GGUFFile {
    /// The rows of a tensor.
    /// - Throws: `DataError` for a missing name and for a type that is not read, by its ggml name.
    public func rows(_ name: String) throws -> GGUFRows {
        let bytes = try bytes(name)
        guard let tensor = info(name), let rows = GGUFRows(tensor, bytes, self) else {
            let type = info(name)?.type.name ?? "nothing"
            throw DataError(
                "\(url.path): \(name) is stored as \(type); read are \(GGMLType.namesOfRead).")
        }
        return rows
    }
}

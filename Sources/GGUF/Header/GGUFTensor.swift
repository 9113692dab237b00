import Storage

/// A tensor of a GGUF file: what it is and where its bytes are.
public struct GGUFTensor: Sendable, Equatable {
    /// Its name, such as `blk.0.attn_q.weight`.
    public var name: String
    /// Sizes of its axes, the slowest first as in PyTorch: rows, then columns. The file has them the other
    /// way round.
    public var shape: [Int]
    /// How its numbers are stored.
    public var type: GGMLType
    /// Bytes within the file, from its start.
    public var range: Range<Int>

    /// Numbers in it.
    public var count: Int { shape.reduce(1, *) }

    /// Reads one entry of the table.
    ///
    /// - Returns: the entry with its range counted from the first byte of the data, which is not known yet.
    /// - Throws: `DataError` for a file that ends within it, a type that ggml does not have, and a shape
    ///   whose bytes cannot be counted.
    init(_ cursor: inout GGUFCursor, number: Int) throws {
        let file = cursor.file
        let name = try cursor.text("the name of tensor \(number)")
        let axes = try cursor.number(UInt32.self, "the axes of \(name)")
        guard axes <= Self.mostAxes else {
            throw DataError("\(file): \(name) has \(axes) axes; ggml has \(Self.mostAxes) at most.")
        }
        var sizes: [UInt64] = []
        for _ in 0..<axes { sizes.append(try cursor.number(UInt64.self, "the shape of \(name)")) }
        let type = try GGMLType(
            number: try cursor.number(UInt32.self, "the type of \(name)"), of: name, file: file)
        let offset = try cursor.number(UInt64.self, "the offset of \(name)")
        // Blocks lie within rows, which are the file's first axis.
        let row = sizes.first ?? 1
        guard row % UInt64(type.blockCount) == 0 else {
            throw DataError(
                "\(file): \(name) has rows of \(row) numbers, no multiple of the \(type.blockCount) of a block of \(type.name)."
            )
        }
        var count: UInt64 = 1
        var overflows = false
        for size in sizes {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            (count, overflows) = (product, overflows || overflow || size == 0)
        }
        let (size, overflow) = (count / UInt64(type.blockCount))
            .multipliedReportingOverflow(by: UInt64(type.blockSize))
        let (end, beyond) = offset.addingReportingOverflow(size)
        guard !overflows, !overflow, !beyond, end <= UInt64(Int.max), count <= UInt64(Int.max)
        else {
            throw DataError(
                "\(file): \(name) has an impossible shape or offset: \(sizes) of \(type.name) at \(offset)."
            )
        }
        self.name = name
        shape = sizes.reversed().map { Int($0) }
        self.type = type
        range = Int(offset)..<Int(end)
    }

    /// Axes of a tensor, at most: ggml's `GGML_MAX_DIMS`.
    static let mostAxes = 4
}

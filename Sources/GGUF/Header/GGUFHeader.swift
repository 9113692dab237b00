import Storage

/// All of a GGUF file but its numbers: version, metadata, and the table of tensors.
struct GGUFHeader: Equatable {
    /// 2 or 3, which differ in what may be big-endian only.
    let version: Int
    let fields: [GGUFField]
    let tensors: [GGUFTensor]
    /// What the places of tensors are multiples of: `general.alignment`.
    let alignment: Int

    /// The first four bytes.
    static let magic: [UInt8] = Array("GGUF".utf8)
    /// Where the file does not say another.
    static let defaultAlignment = 32

    /// Reads and checks a header.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: `DataError` saying what is wrong: no GGUF, a version or byte order that is not read, a file
    ///   shorter than it claims, a key or tensor that stands there twice, tensors that overlap, are not
    ///   aligned or not all in the file.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws {
        var cursor = GGUFCursor(bytes, file: file)
        version = try Self.version(&cursor)
        let tensorCount = try cursor.number(UInt64.self, "the number of tensors")
        let fieldCount = try cursor.number(UInt64.self, "the number of metadata keys")
        // A tensor without a name takes 24 bytes, a key without letters and of one byte 13.
        for (count, size, what) in [
            (tensorCount, 24, "tensors"), (fieldCount, 13, "metadata keys"),
        ]
        where count > UInt64(cursor.left / size) {
            throw DataError(
                "\(file) is cut off or damaged: it claims \(count) \(what), but only \(cursor.left) bytes follow."
            )
        }
        fields = try Self.fields(Int(fieldCount), &cursor)
        alignment = try Self.alignment(fields, file)
        tensors = try Self.tensors(Int(tensorCount), &cursor, alignment)
    }

    private static func version(_ cursor: inout GGUFCursor) throws -> Int {
        let file = cursor.file
        guard cursor.bytes.starts(with: magic) else {
            let start = cursor.bytes.prefix(4).map { String($0, radix: 16) }
            let found =
                start.isEmpty ? "is empty" : "begins with the bytes \(start.joined(separator: " "))"
            throw DataError(
                "\(file) is no GGUF file: it should begin with the letters GGUF, but \(found).")
        }
        _ = try cursor.number(UInt32.self, "its beginning")
        let version = try cursor.number(UInt32.self, "its version")
        switch version {
        case 2, 3: return Int(version)
        case 1:
            throw DataError(
                "\(file) is GGUF of version 1, of August 2023; versions 2 and 3 are read: convert the model anew."
            )
        case _ where (1...3).contains(version.byteSwapped):
            throw DataError(
                "\(file) is a big-endian GGUF file (version \(version.byteSwapped)); only little-endian ones are read."
            )
        default:
            throw DataError(
                "\(file) is GGUF of version \(version); versions 2 and 3 are read.")
        }
    }

    private static func fields(_ count: Int, _ cursor: inout GGUFCursor) throws -> [GGUFField] {
        var fields: [GGUFField] = []
        var names: Set<ExactText> = []
        for number in 0..<count {
            let key = try cursor.text("metadata key \(number)")
            guard names.insert(ExactText(key)).inserted else {
                throw DataError("\(cursor.file): the metadata has \(key) twice.")
            }
            let type = try cursor.type(of: key)
            fields.append(GGUFField(key: key, value: try cursor.value(type, of: key)))
        }
        return fields
    }

    private static func alignment(_ fields: [GGUFField], _ file: String) throws -> Int {
        let key = "general.alignment"
        guard let value = fields.first(where: { $0.key.isExactly(key) })?.value else {
            return defaultAlignment
        }
        // gguf.md asks for a multiple of eight, ggml for a power of two.
        guard case .uint32(let alignment) = value, alignment >= 8, alignment.nonzeroBitCount == 1
        else {
            throw DataError(
                "\(file): \(key) is \(value.int.map(String.init) ?? "no number"); it should be a 32-bit power of two, 8 or more."
            )
        }
        return Int(alignment)
    }

    private static func tensors(
        _ count: Int, _ cursor: inout GGUFCursor, _ alignment: Int
    ) throws -> [GGUFTensor] {
        let file = cursor.file
        var tensors: [GGUFTensor] = []
        var names: Set<ExactText> = []
        for number in 0..<count {
            let tensor = try GGUFTensor(&cursor, number: number)
            guard names.insert(ExactText(tensor.name)).inserted else {
                throw DataError("\(file) has a tensor \(tensor.name) twice.")
            }
            tensors.append(tensor)
        }
        let start = (cursor.place + alignment - 1) / alignment * alignment
        let data = max(cursor.bytes.count - start, 0)
        for place in tensors.indices {
            let tensor = tensors[place]
            guard tensor.range.lowerBound % alignment == 0 else {
                throw DataError(
                    "\(file): \(tensor.name) begins at \(tensor.range.lowerBound), no multiple of the alignment, \(alignment)."
                )
            }
            guard tensor.range.upperBound <= data else {
                throw DataError(
                    "\(file) is cut off: \(tensor.name) ends at \(tensor.range.upperBound) of the data, which has \(data) bytes."
                )
            }
            tensors[place].range =
                start + tensor.range.lowerBound..<start + tensor.range.upperBound
        }
        try checkApart(tensors, file)
        return tensors
    }

    /// - Throws: `DataError` naming two tensors that share bytes.
    private static func checkApart(_ tensors: [GGUFTensor], _ file: String) throws {
        let ordered = tensors.filter { !$0.range.isEmpty }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (one, two) in zip(ordered, ordered.dropFirst())
        where one.range.upperBound > two.range.lowerBound {
            throw DataError("\(file): the tensors \(one.name) and \(two.name) overlap.")
        }
    }
}

import CZlib
public import Foundation

/// Reads and writes gzip streams (RFC 1952) with zlib; several members in a row are one stream.
public enum Gzip {
    /// The first bytes of every stream.
    static let mark: [UInt8] = [0x1f, 0x8b]

    /// - Parameter limit: bytes that may come of it.
    /// - Throws: `DataError` naming the file when the stream is damaged or cut off, or when more comes of
    ///   it.
    public static func decompress(
        _ data: Data, name: String, limit: Int = AtomicFile.most
    ) throws -> Data {
        let stream = try GzipStream(name: name)
        var result = Data()
        try stream.inflate(data) { piece in
            result.append(contentsOf: piece)
            guard result.count <= limit else {
                throw DataError("\(name) inflates to more than \(limit >> 20) MiB.")
            }
        }
        try stream.finish()
        return result
    }

    /// One gzip member at the default level, with no time stamp, so equal data are equal bytes.
    public static func compress(_ data: Data) throws -> Data {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw UsageError("zlib could not start.") }
        defer { deflateEnd(&stream) }
        var input = [UInt8](data)
        let count = input.count
        var result = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        input.withUnsafeMutableBufferPointer { source in
            var given = 0
            var status = Z_OK
            while status != Z_STREAM_END {
                // zlib counts in 32 bits.
                if stream.avail_in == 0 {
                    let piece = min(count - given, 1 << 30)
                    stream.next_in = source.baseAddress.map { $0 + given }
                    stream.avail_in = UInt32(piece)
                    given += piece
                }
                buffer.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    status = deflate(&stream, given == count ? Z_FINISH : Z_NO_FLUSH)
                    let made = target.count - Int(stream.avail_out)
                    result.append(contentsOf: target[0..<made])
                }
            }
        }
        return result
    }
}

/// A gzip stream that is inflated as its bytes come: members in a row, and zeros after the last one,
/// with which tapes and block devices fill up and which every reader skips.
final class GzipStream {
    private let name: String
    private var stream = z_stream()
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var isInMember = true
    private var (read, made) = (0, 0)

    /// Deflate makes up to 1032 bytes of one; what people compress is seldom a twentieth. More than this,
    /// beyond ``bombSize``, is made to fill memories and disks.
    private static let bombFactor = 256
    private static let bombSize = 32 << 20

    init(name: String) throws {
        self.name = name
        // 15 window bits + 16: expect a gzip header.
        guard
            inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { throw DataError("\(name): zlib could not start.") }
    }

    /// - Parameter body: gets what comes of these bytes, piece by piece; what it throws ends the reading.
    /// - Throws: `DataError` for a damaged stream.
    func inflate(_ data: Data, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var rest = data[...]
        while !rest.isEmpty {
            if !isInMember {
                rest = rest.drop { $0 == 0 }
                guard let first = rest.first else { return }
                guard first == Gzip.mark[0] else {
                    throw DataError("\(name): something follows the end of the gzip stream.")
                }
                inflateReset(&stream)
                isInMember = true
            }
            // zlib counts in 32 bits.
            let piece = rest.prefix(1 << 30)
            let used = try inflate(piece: piece, body)
            rest = rest.dropFirst(used)
        }
    }

    /// Inflates to the end of the piece or of the member.
    /// - Returns: how many bytes were used.
    private func inflate(
        piece: Data, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws -> Int {
        try piece.withUnsafeBytes { (source: UnsafeRawBufferPointer) in
            stream.next_in = UnsafeMutablePointer(
                mutating: source.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(source.count)
            while true {
                let before = Int(stream.avail_in)
                let status = try buffer.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    let count = target.count - Int(stream.avail_out)
                    made += count
                    read += before - Int(stream.avail_in)
                    if count > 0 { try body(UnsafeBufferPointer(rebasing: target[0..<count])) }
                    return status
                }
                guard made <= Self.bombSize || made / max(read, 1) <= Self.bombFactor else {
                    throw DataError(
                        "\(name) inflates to more than \(Self.bombFactor) times its size; unpack it first if that is right."
                    )
                }
                if status == Z_STREAM_END {
                    isInMember = false
                    return source.count - Int(stream.avail_in)
                }
                guard status == Z_OK || status == Z_BUF_ERROR else {
                    throw DataError("\(name): the gzip stream is damaged or cut off.")
                }
                // All is used and nothing waits for room.
                if stream.avail_in == 0, stream.avail_out > 0 { return source.count }
            }
        }
    }

    /// Says that no more bytes come.
    func finish() throws {
        guard !isInMember else {
            throw DataError("\(name): the gzip stream is damaged or cut off.")
        }
    }

    deinit { inflateEnd(&stream) }
}

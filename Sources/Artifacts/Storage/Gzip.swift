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

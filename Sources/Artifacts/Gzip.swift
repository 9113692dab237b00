import CZlib
public import Foundation

/// Reads and writes gzip streams (RFC 1952) with zlib; several members in a row are one stream.
public enum Gzip {
    /// - Throws: `DataError` naming the file when the stream is damaged or cut off.
    public static func decompress(_ data: Data, name: String) throws -> Data {
        var stream = z_stream()
        // 15 window bits + 16: expect a gzip header.
        guard
            inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { throw DataError("\(name): zlib could not start.") }
        defer { inflateEnd(&stream) }
        var result = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var input = [UInt8](data)
        let total = input.count
        return try input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(total)
            while true {
                let (status, made) = buffer.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, target.count - Int(stream.avail_out))
                }
                result.append(contentsOf: buffer[0..<made])
                if status == Z_STREAM_END {
                    if stream.avail_in == 0 { return result }
                    inflateReset(&stream)
                } else if status != Z_OK || (made == 0 && stream.avail_in == 0) {
                    throw DataError("\(name): the gzip stream is damaged or cut off.")
                }
            }
        }
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
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))))
        let capacity = output.count
        let count = input.count
        let made = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(capacity)
                _ = deflate(&stream, Z_FINISH)
                return capacity - Int(stream.avail_out)
            }
        }
        return Data(output[0..<made])
    }
}

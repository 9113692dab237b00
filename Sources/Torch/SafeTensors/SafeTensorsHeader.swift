import Artifacts
import Foundation

/// What a safetensors file says about itself: eight bytes of length, then JSON.
///
///     {"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
public struct SafeTensorsHeader: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public var name: String
        /// As stored: `F32`, `BF16`, …
        public var dtype: String
        public var shape: [Int]
        /// Bytes within the file, from its start.
        public var range: Range<Int>

        public init(name: String, dtype: String, shape: [Int], range: Range<Int>) {
            self.name = name
            self.dtype = dtype
            self.shape = shape
            self.range = range
        }
    }

    /// In the order of their bytes.
    public var entries: [Entry]
    public var metadata: [String: String]

    /// Reads and checks a header.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: `DataError` saying what is wrong: a file shorter than it claims, an entry outside
    ///   the file, a shape that does not match its bytes, overlapping entries.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws {
        guard bytes.count >= 8 else {
            throw DataError("\(file) is no safetensors file: it has \(bytes.count) bytes.")
        }
        let length = bytes.loadUnaligned(as: UInt64.self).littleEndian
        guard length <= UInt64(bytes.count - 8) else {
            throw DataError(
                "\(file) is cut off or no safetensors file: its header claims \(length) bytes, but only \(bytes.count - 8) follow."
            )
        }
        let start = 8 + Int(length)
        let json = Data(bytes[8..<start])
        guard let object = try? JSONDecoder().decode([String: Field].self, from: json) else {
            throw DataError("\(file): the safetensors header is not valid JSON.")
        }
        metadata = [:]
        entries = []
        for (name, field) in object {
            switch field {
            case .metadata(let values): metadata = values
            case .tensor(let tensor):
                entries.append(
                    try Self.entry(name, tensor, start: start, size: bytes.count, file: file))
            }
        }
        entries.sort { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
        for (one, two) in zip(entries, entries.dropFirst())
        where one.range.upperBound > two.range.lowerBound {
            throw DataError("\(file): the tensors \(one.name) and \(two.name) overlap.")
        }
    }

    enum Field: Decodable {
        case metadata([String: String])
        case tensor(Stored)

        init(from decoder: any Decoder) throws {
            if let stored = try? Stored(from: decoder) {
                self = .tensor(stored)
            } else {
                self = .metadata(try [String: String](from: decoder))
            }
        }
    }

    struct Stored: Decodable {
        var dtype: String
        var shape: [Int]
        var offsets: [Int]
        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    static func entry(
        _ name: String, _ stored: Stored, start: Int, size: Int, file: String
    ) throws -> Entry {
        guard stored.offsets.count == 2, stored.offsets[0] >= 0,
            stored.offsets[0] <= stored.offsets[1], stored.offsets[1] <= size - start
        else {
            throw DataError(
                "\(file) is cut off: the bytes of \(name) (\(stored.offsets.map(String.init).joined(separator: " to "))) are not all in it."
            )
        }
        var expected = DType(stored: stored.dtype)?.size ?? 0
        for size in stored.shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else {
                throw DataError("\(file): \(name) has an impossible shape \(stored.shape).")
            }
            expected = product
        }
        let bytes = stored.offsets[1] - stored.offsets[0]
        // Types that are not computed with (FP8 and such) are listed, but cannot be checked.
        guard DType(stored: stored.dtype) == nil || bytes == expected else {
            throw DataError(
                "\(file): \(name) has \(bytes) bytes, but \(stored.dtype) of shape \(stored.shape) needs \(expected)."
            )
        }
        return Entry(
            name: name, dtype: stored.dtype, shape: stored.shape,
            range: start + stored.offsets[0]..<start + stored.offsets[1])
    }
}

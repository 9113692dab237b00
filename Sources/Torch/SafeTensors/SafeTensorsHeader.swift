import Foundation
import Storage

/// The header of a safetensors file: eight bytes of length, then JSON.
///
///     {"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
public struct SafeTensorsHeader: Sendable, Equatable {
    /// One tensor of the file.
    public struct Entry: Sendable, Equatable {
        /// Its name, such as `model.norm.weight`.
        public var name: String
        /// As stored: `F32`, `BF16`, …
        public var dtype: String
        /// Sizes of its axes.
        public var shape: [Int]
        /// Bytes within the file, from its start.
        public var range: Range<Int>

        /// An entry of these values, which are not checked.
        public init(name: String, dtype: String, shape: [Int], range: Range<Int>) {
            self.name = name
            self.dtype = dtype
            self.shape = shape
            self.range = range
        }
    }

    /// All tensors, in the order of their bytes.
    public var entries: [Entry]
    /// `__metadata__`; empty when there is none.
    public var metadata: [String: String]

    /// Reads and checks a header.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: `DataError` saying what is wrong: a file shorter than it claims, an entry outside
    ///   the file, a shape that does not match its bytes, a name that stands there twice, entries that
    ///   overlap, bytes that belong to none.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws {
        guard bytes.count >= 8 else {
            throw DataError("\(file) is no safetensors file: it has \(bytes.count) bytes.")
        }
        let length = bytes.loadUnaligned(as: UInt64.self).littleEndian
        if bytes.starts(with: Self.pointerStart.utf8) {
            throw DataError(
                "\(file) is a pointer of Git LFS, not the file itself: fetch it with \"git lfs pull\" or download it anew."
            )
        }
        guard length <= UInt64(bytes.count - 8) else {
            throw DataError(
                "\(file) is cut off or no safetensors file: its header claims \(length) bytes, but only \(bytes.count - 8) follow."
            )
        }
        let start = 8 + Int(length)
        let json = Data(bytes[8..<start])
        guard let members = try? JSONDecoder().decode([String: Field].self, from: json),
            let text = JSONObjectText(json)
        else {
            throw DataError("\(file): the safetensors header is not a JSON object.")
        }
        if let name = text.repeatedKey {
            throw DataError("\(file): the safetensors header has \(name) twice.")
        }
        metadata = try Self.metadata(json, file: file)
        entries = try members.compactMap { name, field in
            guard name != "__metadata__" else { return nil }
            guard case .tensor(let tensor) = field else {
                throw DataError(
                    "\(file): \(name) should have dtype, shape and data_offsets in the safetensors header."
                )
            }
            return try Self.entry(name, tensor, start: start, size: bytes.count, file: file)
        }
        entries.sort {
            ($0.range.lowerBound, $0.range.upperBound, $0.name)
                < ($1.range.lowerBound, $1.range.upperBound, $1.name)
        }
        try Self.checkCoverage(entries, of: start..<bytes.count, file: file)
    }

    /// Tensors lie end to end from the header to the end of the file, as the format asks.
    static func checkCoverage(_ entries: [Entry], of bytes: Range<Int>, file: String) throws {
        var end = bytes.lowerBound
        var before = "the header"
        for entry in entries {
            if entry.range.lowerBound < end {
                throw DataError("\(file): the tensors \(before) and \(entry.name) overlap.")
            }
            if entry.range.lowerBound > end {
                throw DataError(
                    "\(file): \(entry.range.lowerBound - end) bytes between \(before) and \(entry.name) belong to no tensor."
                )
            }
            (end, before) = (entry.range.upperBound, entry.name)
        }
        guard end == bytes.upperBound else {
            throw DataError(
                "\(file): \(bytes.upperBound - end) bytes after \(before) belong to no tensor: the file is damaged, or two files in one."
            )
        }
    }

    /// The start of a file that was cloned without Git LFS.
    static let pointerStart = "version https://git-lfs"

    /// `__metadata__`: text by text, or null as some writers have it.
    static func metadata(_ json: Data, file: String) throws -> [String: String] {
        struct Free: Decodable {
            var texts: [String: String]?
            enum CodingKeys: String, CodingKey { case texts = "__metadata__" }
        }
        do { return try JSONDecoder().decode(Free.self, from: json).texts ?? [:] } catch {
            throw DataError("\(file): the safetensors header: \(DecodingProblem.sentence(error))")
        }
    }

    /// An entry of the header; what it should have is known by its name.
    enum Field: Decodable {
        case tensor(Stored)
        case other

        init(from decoder: any Decoder) throws {
            self = (try? Stored(from: decoder)).map(Self.tensor) ?? .other
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

public import Foundation
import Storage

/// Writes safetensors files tensor by tensor, so that no second copy of a model is needed.
///
/// A file is written under a temporary name, synced and renamed: it is whole or absent.
public enum SafeTensorsWriter {
    /// A tensor to be written: what the header says, and its bytes when they are asked for.
    public struct Part {
        /// Its name in the file.
        public var name: String
        /// As stored: `F32`, …
        public var dtype: String
        /// Sizes of its axes.
        public var shape: [Int]
        /// Bytes of all elements.
        public var byteCount: Int
        /// Calls its argument with all bytes, in one piece or several.
        public var bytes: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

        /// A tensor whose bytes are made when they are written.
        public init(
            name: String, dtype: String, shape: [Int], byteCount: Int,
            bytes: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
        ) {
            self.name = name
            self.dtype = dtype
            self.shape = shape
            self.byteCount = byteCount
            self.bytes = bytes
        }

        /// A tensor in memory, stored in its dtype.
        public init(name: String, tensor: Tensor) {
            self.init(
                name: name, dtype: tensor.dtype.storedName, shape: tensor.shape,
                byteCount: tensor.count * tensor.dtype.size
            ) { write in try tensor.withBytes(write) }
        }
    }

    /// Writes one file of these tensors, in their order.
    /// - Parameter metadata: free text; Hugging Face wants `format: pt`.
    /// - Throws: `UsageError` when the file cannot be written (a full disk); nothing is left behind.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = ["format": "pt"],
        to url: URL
    ) throws {
        try write(
            parts: tensors.map { Part(name: $0.name, tensor: $0.tensor) }, metadata: metadata,
            to: url)
    }

    /// Writes one file of these parts, in their order.
    /// - Throws: `UsageError` for two parts of one name or a file that cannot be written, and what a part throws.
    public static func write(
        parts: [Part], metadata: [String: String] = ["format": "pt"], to url: URL
    ) throws {
        let output = try PartialFile(url)
        try output.write(header(parts, metadata: metadata))
        for part in parts {
            var written = 0
            try part.bytes { bytes in
                written += bytes.count
                try output.write(bytes)
            }
            precondition(written == part.byteCount, "\(part.name) gave \(written) bytes")
        }
        try output.finish()
    }

    /// Writes `model.safetensors`, or shards of at most `maxShardBytes` with an index.
    /// - Throws: as ``write(parts:metadata:to:)``.
    public static func writeFolder(
        _ parts: [Part], to folder: URL, maxShardBytes: Int = 5_000_000_000
    ) throws {
        let shards = shards(of: parts, maxShardBytes: maxShardBytes)
        for shard in shards {
            try write(parts: shard.parts, to: folder.appendingPathComponent(shard.name))
        }
        // The index comes last: without it the shards are not taken for a model.
        try writeIndex(shards, to: folder)
    }

    /// A file of a folder's weights, and what is in it.
    package typealias Shard = (name: String, parts: [Part])

    /// The parts in the files that they are written to: `model.safetensors`, or shards of at most
    /// `maxShardBytes` as transformers calls them.
    package static func shards(
        of parts: [Part], maxShardBytes: Int = 5_000_000_000
    ) -> [Shard] {
        var shards: [[Part]] = [[]]
        var size = 0
        for part in parts {
            if size > 0, size + part.byteCount > maxShardBytes {
                shards.append([])
                size = 0
            }
            shards[shards.count - 1].append(part)
            size += part.byteCount
        }
        guard shards.count > 1 else { return [("model.safetensors", parts)] }
        return shards.enumerated().map { number, shard in
            let name = String(format: "model-%05d-of-%05d.safetensors", number + 1, shards.count)
            return (name, shard)
        }
    }

    /// Writes the index where there are several shards.
    package static func writeIndex(_ shards: [Shard], to folder: URL) throws {
        guard shards.count > 1 else { return }
        var map: [String: String] = [:]
        var total = 0
        for shard in shards {
            for part in shard.parts {
                map[part.name] = shard.name
                total += part.byteCount
            }
        }
        try AtomicFile.write(
            json: Index(metadata: ["total_size": total], weightMap: map),
            to: folder.appendingPathComponent("model.safetensors.index.json"))
    }

    struct Index: Encodable {
        var metadata: [String: Int]
        var weightMap: [String: String]
        enum CodingKeys: String, CodingKey {
            case metadata
            case weightMap = "weight_map"
        }
    }

    /// Length and JSON, filled with spaces so that the tensors start at a multiple of 64 bytes.
    package static func header(
        _ parts: [Part], metadata: [String: String] = ["format": "pt"]
    ) throws -> Data {
        var object: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
        var offset = 0
        for part in parts {
            guard object[part.name] == nil else {
                throw UsageError("two tensors are called \(part.name).")
            }
            object[part.name] = [
                "dtype": part.dtype, "shape": part.shape,
                "data_offsets": [offset, offset + part.byteCount],
            ]
            offset += part.byteCount
        }
        var json = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        let padding = (64 - (json.count + 8) % 64) % 64
        json += Data(repeating: UInt8(ascii: " "), count: padding)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
    }
}

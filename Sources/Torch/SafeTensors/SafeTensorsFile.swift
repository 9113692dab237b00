public import Foundation
import Storage

/// A safetensors file, mapped: opening reads the header only, tensors share the file's memory.
public struct SafeTensorsFile {
    /// The file.
    public let url: URL
    /// Names, dtypes, shapes and places of all tensors.
    public let header: SafeTensorsHeader
    let file: MappedFile
    let index: [String: Int]

    /// Opens a file and checks its header.
    /// - Throws: `UsageError` for a file that cannot be read, `DataError` for one that is cut off or
    ///   malformed.
    public init(_ url: URL) throws {
        self.url = url
        file = try MappedFile(url)
        header = try SafeTensorsHeader(
            UnsafeRawBufferPointer(start: file.base, count: file.count), file: url.path)
        index = Dictionary(
            header.entries.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Names of all tensors, in the order of their bytes.
    public var names: [String] { header.entries.map(\.name) }

    /// `__metadata__` of the header, such as `format: pt`.
    public var metadata: [String: String] { header.metadata }

    /// The header's entry of a tensor; nil when there is none of that name.
    public func info(_ name: String) -> SafeTensorsHeader.Entry? {
        index[name].map { header.entries[$0] }
    }

    /// A tensor of the stored dtype over the file's memory; copied only when it is not aligned.
    ///
    /// - Throws: `DataError` for a missing name or a dtype that is not computed with.
    public func tensor(_ name: String) throws -> Tensor {
        let entry = try entry(name)
        guard let type = DType(stored: entry.dtype) else {
            let known = DType.allCases.map(\.storedName).joined(separator: ", ")
            throw DataError(
                "\(url.path): \(name) is stored as \(entry.dtype); supported are \(known).")
        }
        let memory = file.base + entry.range.lowerBound
        if Int(bitPattern: memory) % type.size == 0 {
            return try Tensor.over(memory, shape: entry.shape, dtype: type, owner: file)
        }
        let copy = try Tensor.empty(entry.shape, dtype: type)
        copy.data?.copyMemory(from: memory, byteCount: entry.range.count)
        return copy
    }

    /// The stored bytes, valid while this value (or a tensor of it) lives.
    /// - Throws: `DataError` for a missing name.
    public func bytes(_ name: String) throws -> UnsafeRawBufferPointer {
        let entry = try entry(name)
        return UnsafeRawBufferPointer(
            start: file.base + entry.range.lowerBound, count: entry.range.count)
    }

    func entry(_ name: String) throws -> SafeTensorsHeader.Entry {
        guard let entry = info(name) else {
            throw DataError("\(url.path) has no tensor \(name).")
        }
        return entry
    }
}

public import Foundation
import Storage

/// A model file of llama.cpp, mapped: opening reads metadata and the table of tensors only.
///
/// ```swift
/// let file = try GGUFFile(URL(fileURLWithPath: "model.gguf"))
/// file["general.architecture"]?.string     // "llama"
/// file.tensors.first                       // token_embd.weight, [49152, 576], Q8_0
/// try file.numbers("output_norm.weight")   // [Float]
/// ```
/// Versions 2 and 3 of the format, little-endian (ggml's `docs/gguf.md`). Every claim of the file is
/// checked against its size before anything is taken from it.
public struct GGUFFile {
    /// The file.
    public let url: URL
    private let header: GGUFHeader
    private let file: MappedFile
    private let keys: [ExactText: Int]
    private let index: [ExactText: Int]

    /// Opens a file and checks its header.
    /// - Throws: `UsageError` for a file that cannot be read; `DataError` for one that is no GGUF, of a
    ///   version or byte order that is not read, cut off or malformed.
    public init(_ url: URL) throws {
        self.url = url
        file = try MappedFile(url)
        header = try GGUFHeader(
            UnsafeRawBufferPointer(start: file.base, count: file.count), file: url.path)
        keys = Self.places(header.fields.map(\.key))
        index = Self.places(header.tensors.map(\.name))
    }

    private static func places(_ names: [String]) -> [ExactText: Int] {
        Dictionary(uniqueKeysWithValues: names.enumerated().map { (ExactText($1), $0) })
    }

    /// Version of the format: 2 or 3.
    public var version: Int { header.version }
    /// Keys and values, in the order of the file.
    public var metadata: [GGUFField] { header.fields }
    /// All tensors, in the order of the file's table.
    public var tensors: [GGUFTensor] { header.tensors }
    /// Bytes of the file.
    public var size: Int { file.count }
    /// What the places of tensors are multiples of.
    public var alignment: Int { header.alignment }

    /// The value of a key; nil when there is none of that name.
    public subscript(_ key: String) -> GGUFValue? {
        keys[ExactText(key)].map { header.fields[$0].value }
    }

    /// The table's entry of a tensor; nil when there is none of that name.
    public func info(_ name: String) -> GGUFTensor? {
        index[ExactText(name)].map { header.tensors[$0] }
    }

    /// The stored bytes of a tensor, valid while this value lives.
    /// - Throws: `DataError` for a missing name.
    public func bytes(_ name: String) throws -> UnsafeRawBufferPointer {
        guard let tensor = info(name) else {
            throw DataError("\(url.path) has no tensor \(name).")
        }
        return UnsafeRawBufferPointer(
            start: file.base + tensor.range.lowerBound, count: tensor.range.count)
    }

    /// The numbers of a tensor in float32, in the order of ``GGUFTensor/shape``.
    ///
    /// Equal, bit for bit, to `gguf.quants.dequantize` of the Python package.
    /// - Throws: `DataError` for a missing name and for a type that is not read, by its ggml name.
    public func numbers(_ name: String) throws -> [Float] {
        let bytes = try bytes(name)
        guard let tensor = info(name), let numbers = tensor.type.numbers(bytes) else {
            let type = info(name)?.type.name ?? "nothing"
            throw DataError(
                "\(url.path): \(name) is stored as \(type); read are \(GGMLType.namesOfRead).")
        }
        return numbers
    }
}

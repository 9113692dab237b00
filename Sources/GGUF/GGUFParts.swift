public import Foundation
import Storage

/// A model in GGUF: one file, or the parts into which `gguf-split` has cut it.
///
/// The first part has the metadata; tensors are looked for in all of them.
public struct GGUFParts {
    /// In their order; one where the model is not split.
    public let files: [GGUFFile]
    private let owners: [ExactText: Int]

    /// Opens a file and, where it is the first of several, the others beside it.
    ///
    /// - Throws: as ``GGUFFile/init(_:)``; `DataError` also for a part that is not the first, for one that
    ///   is missing or of another model, and for a tensor that two parts have.
    public init(_ url: URL) throws {
        let first = try GGUFFile(url)
        var files = [first]
        if let count = try Self.count(first), count > 1 {
            let name = try SplitName(url, count: count)
            for number in 1..<count {
                let part = name.url(number)
                guard FileManager.default.fileExists(atPath: part.path) else {
                    throw UsageError(
                        "\(url.path) is the first of \(count) files, of which \(part.lastPathComponent) is not beside it."
                    )
                }
                let file = try GGUFFile(part)
                guard file["split.no"]?.int == number, file["split.count"]?.int == count else {
                    throw DataError(
                        "\(part.path) should be part \(number + 1) of \(count), but its metadata says otherwise."
                    )
                }
                files.append(file)
            }
        }
        var owners: [ExactText: Int] = [:]
        for (number, file) in files.enumerated() {
            for tensor in file.tensors {
                guard owners.updateValue(number, forKey: ExactText(tensor.name)) == nil else {
                    throw DataError("\(file.url.path): an earlier part has \(tensor.name), too.")
                }
            }
        }
        if let total = first["split.tensors.count"]?.int, total != owners.count {
            throw DataError(
                "\(url.path) says that the model has \(total) tensors, but its \(files.count) files have \(owners.count)."
            )
        }
        (self.files, self.owners) = (files, owners)
    }

    /// - Returns: the parts that the metadata speaks of.
    private static func count(_ first: GGUFFile) throws -> Int? {
        guard let count = first["split.count"]?.int else { return nil }
        guard 0...mostParts ~= count else {
            throw DataError(
                "\(first.url.path): split.count is \(count); it should be from 1 to \(mostParts).")
        }
        guard count < 2 || first["split.no"]?.int == 0 else {
            let number = first["split.no"]?.int.map { "part \($0 &+ 1)" } ?? "a part"
            throw DataError(
                "\(first.url.path) is \(number) of \(count): give the first one, whose name ends in -00001-of-\(String(format: "%05d", count)).gguf."
            )
        }
        return count
    }

    /// The name has five digits.
    static let mostParts = 99_999

    /// The first file, which sentences name.
    public var path: String { files[0].url.path }

    /// A value of the metadata; nil when there is none of that key.
    public subscript(_ key: String) -> GGUFValue? { files[0][key] }

    /// Keys and values, in the order of the file.
    public var metadata: [GGUFField] { files[0].metadata }

    /// The tensors of all parts.
    public var tensors: [GGUFTensor] { files.flatMap(\.tensors) }

    /// The table's entry of a tensor; nil when no part has one of that name.
    public func info(_ name: String) -> GGUFTensor? {
        owners[ExactText(name)].flatMap { files[$0].info(name) }
    }

    /// The rows of a tensor.
    /// - Throws: `DataError` for a missing name and for a type that is not read.
    public func rows(_ name: String) throws -> GGUFRows {
        guard let number = owners[ExactText(name)] else {
            throw DataError("\(path) has no tensor \(name).")
        }
        return try files[number].rows(name)
    }
}

/// `NAME-00001-of-00003.gguf`
private struct SplitName {
    let folder: URL
    let start: String
    let count: Int

    /// - Throws: `UsageError` for a first part with another name, since the others cannot be found then.
    init(_ url: URL, count: Int) throws {
        let end = Self.end(0, count)
        guard url.lastPathComponent.hasSuffix(end) else {
            throw UsageError(
                "\(url.path) is the first of \(count) files, but its name does not end in \(end), so the others cannot be found."
            )
        }
        folder = url.deletingLastPathComponent()
        start = String(url.lastPathComponent.dropLast(end.count))
        self.count = count
    }

    static func end(_ number: Int, _ count: Int) -> String {
        String(format: "-%05d-of-%05d.gguf", number + 1, count)
    }

    func url(_ number: Int) -> URL {
        folder.appendingPathComponent(start + Self.end(number, count))
    }
}

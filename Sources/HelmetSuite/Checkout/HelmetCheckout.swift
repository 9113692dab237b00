public import Foundation
import Storage

/// A user's checkout of HELMET (github princeton-nlp/HELMET), from which the wording of prompts is read: it is
/// not ours to ship. Nothing of it is run.
public struct HelmetCheckout {
    /// Where it lies.
    public let folder: URL
    private let program: [PythonLine]
    /// SHA-256 of its `data.py`, which says which wording a run had.
    public let fingerprint: String

    /// - Throws: `UsageError` for a folder without `data.py`, `DataError` for one that cannot be read as Python.
    public init(_ folder: URL) throws {
        self.folder = folder
        let file = folder.appendingPathComponent("data.py")
        guard RegularFile.isThere(file) else {
            throw UsageError(
                "\(folder.path) has no data.py; give a checkout of github princeton-nlp/HELMET.")
        }
        let data = try AtomicFile.read(file)
        guard let source = String(validating: data, as: UTF8.self) else {
            throw DataError("\(file.path) is not UTF-8.")
        }
        program = try PythonTokens.lines(of: source, name: file.path)
        fingerprint = Fingerprint.of(data)
    }

    /// The texts of one of its functions.
    func wording(
        _ function: String, dataset: String, passageFields: [String] = []
    ) throws -> HelmetWording {
        // exact: expressions of a program
        let facts: [String: PythonTexts.Fact] = [
            "dataset": .text(dataset), "dataset.lower()": .text(dataset.lowercased()),
            "sample[\"ctxs\"][0]": .list(passageFields),
        ]
        guard let texts = PythonTexts(function, in: program, facts: facts) else {
            throw problem("no function \(function)")
        }
        return HelmetWording(texts: texts, place: "\(folder.path)/data.py: \(function)")
    }

    private func problem(_ what: String) -> DataError {
        DataError("\(folder.path)/data.py has \(what); the wording of commit 4526dfb is known.")
    }
}

/// The wording of one dataset.
struct HelmetWording {
    let texts: PythonTexts
    let place: String

    /// A template by its name in the program.
    /// - Throws: `DataError` when it is not there or written in a way that cannot be read.
    func template(_ name: String) throws -> FormatText {
        guard let text = texts.named[name] else {
            throw DataError(
                "\(place) has no text \(name) that can be read; the wording of commit 4526dfb is known."
            )
        }
        return try FormatText(text)
    }

    /// The text itself.
    func text(_ name: String) throws -> String {
        guard let text = texts.named[name] else {
            throw DataError(
                "\(place) has no text \(name) that can be read; the wording of commit 4526dfb is known."
            )
        }
        return text
    }

    /// The f-string with a place for `name`; `{d['query']}` in it becomes `{query}`.
    func formatted(with name: String) throws -> FormatText {
        guard let raw = texts.formatted.first(where: { $0.containsExactly("{\(name)}") }) else {
            throw DataError(
                "\(place) has no text with {\(name)}; the wording of commit 4526dfb is known.")
        }
        return try FormatText(Self.plainPlaces(raw))
    }

    /// `{d['query']}` as `{query}`, outside of which nothing changes.
    private static func plainPlaces(_ raw: String) -> String {
        var result = ""
        for (index, piece) in raw.split(separator: "{", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard index > 0 else {
                result += piece
                continue
            }
            result += "{"
            guard let end = piece.firstIndex(of: "}") else {
                result += piece
                continue
            }
            let inside = piece[..<end]
            let quoted = inside.split(whereSeparator: { $0 == "'" || $0 == "\"" })
            result += quoted.count == 3 ? quoted[1] : inside
            result += piece[end...]
        }
        return result
    }
}

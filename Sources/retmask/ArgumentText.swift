import Foundation
import Storage

/// The words of the command line as bytes: names of files need not be UTF-8, and a Swift text of
/// others is another name.
enum ArgumentText {
    /// - Throws: `UsageError` for the first word that is not UTF-8, and for such a working folder.
    static func check() throws {
        let words = (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0] }
        for word in words.dropFirst() { try check(word, "the argument") }
        guard let folder = getcwd(nil, 0) else { return }
        defer { free(folder) }
        try check(folder, "the working folder")
    }

    private static func check(_ bytes: UnsafePointer<CChar>, _ what: String) throws {
        guard String(validatingCString: bytes) == nil else { return }
        throw UsageError(
            "\(what) \(String(cString: bytes)) is not UTF-8 and would name another file; give it another name."
        )
    }
}

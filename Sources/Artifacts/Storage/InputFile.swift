import Foundation

/// A file that is read piece by piece, from its beginning to its end.
final class InputFile {
    private let url: URL
    private let descriptor: Int32
    /// Bytes, as they were when it was opened.
    let size: Int

    /// - Throws: `UsageError` when there is no such file, or something that is none: a folder, or a pipe,
    ///   which could be read once only although a job that goes on reads its inputs again.
    init(_ url: URL) throws {
        self.url = url
        (descriptor, size) = try RegularFile.open(url)
    }

    /// The next bytes, at most `count`; empty at the end.
    func read(_ count: Int) throws -> Data {
        var piece = Data(count: count)
        let got = try piece.withUnsafeMutableBytes { target in
            while true {
                let got = Foundation.read(descriptor, target.baseAddress, target.count)
                if got >= 0 { return got }
                guard errno == EINTR else { throw RegularFile.failure(url) }
            }
        }
        return got == count ? piece : piece.prefix(got)
    }

    deinit { close(descriptor) }
}

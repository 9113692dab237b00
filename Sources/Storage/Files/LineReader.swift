package import Foundation

/// The lines of a file, plain or gzip, one after the other: however large it is, no more than a line and
/// a piece of it are in memory, and nothing is read beyond the last line that is asked for.
package final class LineReader {
    private let name: String
    private let file: InputFile
    private var gzip: GzipStream?
    private var isOpened = false
    private let inflates: Bool
    /// Bytes that are read and not handed out: those from `start`, of which those up to `searched` hold
    /// no newline.
    private var buffer: [UInt8] = []
    private var (start, searched) = (0, 0)
    private var isAtEnd = false

    /// Number of the last line, from 1.
    private(set) var number = 0
    /// Bytes of all lines so far that end with a newline.
    private(set) var whole = 0
    /// Whether the last line ends with one.
    private(set) var isWhole = false

    /// The longest line.
    static let most = 64 << 20
    /// Blank lines in a row, which nobody writes and which compress to nothing.
    private static let mostBlank = 1_000_000
    /// Bytes that are read at once; fewer of a gzip stream, which expands up to a thousand times.
    private static let (piece, gzipPiece) = (1 << 16, 1 << 13)
    /// In what else rows are handed round, by their first bytes.
    private static let others: [(mark: [UInt8], kind: String)] = [
        ([0x28, 0xb5, 0x2f, 0xfd], "a zstd"), (Array("PAR1".utf8), "a Parquet"),
        (Array("ARROW1".utf8), "an Arrow"), ([0xfd] + Array("7zXZ".utf8), "an xz"),
        (Array("BZh".utf8), "a bzip2"), (Array("PK\u{3}\u{4}".utf8), "a zip"),
        (Array("SQLite".utf8), "an SQLite"),
    ]

    /// - Parameter inflates: read a gzip stream as what it holds.
    package init(_ url: URL, inflates: Bool = true) throws {
        name = url.path
        file = try InputFile(url)
        self.inflates = inflates
    }

    /// The next line that is not blank, without its newline; nil at the end.
    /// - Throws: `DataError` for a line longer than ``most``, and for a damaged gzip stream.
    package func next() throws -> Data? {
        var blank = 0
        while let line = try nextLine() {
            if line.contains(where: { $0 != 0x20 && $0 != 0x0d && $0 != 0x09 }) { return line }
            blank += 1
            guard blank < Self.mostBlank else {
                throw DataError("\(name) has more than \(Self.mostBlank) blank lines in a row.")
            }
        }
        return nil
    }

    private func nextLine() throws -> Data? {
        while true {
            let end = newline()
            guard (end ?? buffer.count) - start <= Self.most else {
                throw DataError(
                    "\(name):\(number + 1): the line is longer than \(Self.most >> 20) MiB.")
            }
            if let end {
                let line = line(upTo: end)
                isWhole = true
                whole += end + 1 - start
                start = end + 1
                searched = start
                return line
            }
            guard !isAtEnd else {
                guard start < buffer.count else { return nil }
                defer { (start, searched) = (buffer.count, buffer.count) }
                isWhole = false
                return line(upTo: buffer.count)
            }
            try fill()
        }
    }

    private func line(upTo end: Int) -> Data {
        number += 1
        let line = buffer[start..<end]
        // The mark that some editors put before UTF-8; where files were joined, it stands within.
        return Data(line.starts(with: [0xef, 0xbb, 0xbf]) ? line.dropFirst(3) : line)
    }

    private func newline() -> Int? {
        guard searched < buffer.count else { return nil }
        let place = buffer.withUnsafeBytes { bytes in
            memchr(bytes.baseAddress! + searched, 0x0a, bytes.count - searched).map {
                UnsafeRawPointer($0) - bytes.baseAddress!
            }
        }
        if place == nil { searched = buffer.count }
        return place
    }

    /// Adds the next piece of the file.
    private func fill() throws {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        let piece = try file.read(isOpened && gzip == nil ? Self.piece : Self.gzipPiece)
        if !isOpened {
            isOpened = true
            if let kind = Self.others.first(where: { piece.starts(with: $0.mark) })?.kind {
                throw DataError("\(name) is \(kind) file, not JSON lines, plain or gzip.")
            }
            if inflates, piece.starts(with: Gzip.mark) { gzip = try GzipStream(name: name) }
        }
        if piece.isEmpty {
            try gzip?.finish()
            isAtEnd = true
        } else if let gzip {
            try gzip.inflate(piece) { buffer.append(contentsOf: $0) }
        } else {
            buffer.append(contentsOf: piece)
        }
    }
}

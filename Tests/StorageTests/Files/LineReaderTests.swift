import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct LineReaderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func lines(_ content: Data, _ name: String = "rows.jsonl") throws -> [String] {
        let url = folder.file(name)
        try content.write(to: url)
        var lines: [String] = []
        try JSONLines.forEachLine(of: url) {
            lines.append("\($0) \(String(decoding: $1, as: UTF8.self))")
        }
        return lines
    }

    @Test("lines end in any way, the first may have a mark, blank ones count but are left out")
    func endings() throws {
        let text = "\u{FEFF}{\"a\":1}\r\n\n \t\r\n{\"a\":2}\n{\"a\":3}"
        let expected = ["1 {\"a\":1}\r", "4 {\"a\":2}", "5 {\"a\":3}"]
        #expect(try lines(Data(text.utf8)) == expected)
        #expect(try lines(Gzip.compress(Data(text.utf8)), "rows.jsonl.gz") == expected)
        #expect(try lines(Data()).isEmpty && lines(Data("\u{FEFF}".utf8)).isEmpty)
    }

    @Test("only a newline ends a line: not what other readers of text take for one")
    func separators() throws {
        for mark in ["\u{2028}", "\u{2029}", "\u{85}", "\u{0B}", "\u{0C}", "\u{1C}"] {
            #expect(try lines(Data("\"a\(mark)b\"\n2\n".utf8)) == ["1 \"a\(mark)b\"", "2 2"])
        }
    }

    @Test("files that were joined may have a mark before each")
    func joined() throws {
        #expect(try lines(Data("\u{FEFF}1\n\u{FEFF}2\n".utf8)) == ["1 1", "2 2"])
    }

    @Test(
        "rows in another container are refused by its name",
        arguments: [
            (Data([0x28, 0xb5, 0x2f, 0xfd, 4]), "a zstd file"),
            (Data("PAR1".utf8), "a Parquet file"),
            (Data("ARROW1\0\0".utf8), "an Arrow file"), (Data("PK\u{3}\u{4}x".utf8), "a zip file"),
        ])
    func otherContainers(content: Data, words: String) {
        let error = #expect(throws: DataError.self) { try lines(content) }
        #expect(error?.description.contains(words) == true)
    }

    @Test("a line may be longer than any piece that is read")
    func longLines() throws {
        let long = String(repeating: "x", count: 3 << 16)
        #expect(try lines(Data("a\n\(long)\nb\n".utf8)) == ["1 a", "2 \(long)", "3 b"])
    }

    @Test("zeros after the last member are skipped, anything else is not")
    func padding() throws {
        let member = try Gzip.compress(Data("a\n".utf8))
        for zeros in [1, 512, 100_000] {
            #expect(try lines(member + Data(count: zeros)) == ["1 a"])
            // A tape may be full of them between two members as well.
            #expect(try lines(member + Data(count: zeros) + member) == ["1 a", "2 a"])
        }
        let error = #expect(throws: DataError.self) { try lines(member + Data("rest".utf8)) }
        #expect(error?.description.contains("something follows the end") == true)
        let cut = #expect(throws: DataError.self) { try lines(member.dropLast(9)) }
        #expect(cut?.description.contains("damaged or cut off") == true)
    }

    /// A gzip stream of `count` times 64 KiB of `piece`, repeated.
    func bomb(_ head: String, _ piece: UInt8, _ count: Int) throws -> Data {
        let block = Data(repeating: piece, count: 1 << 16)
        return try Gzip.compress(
            (0..<count).reduce(into: Data(head.utf8)) { data, _ in data += block })
    }

    @Test("what follows the last line that is wanted is not inflated")
    func stopsAtOnce() throws {
        // Of 80 MiB in the second line, which would be refused.
        let url = folder.file("bomb.jsonl.gz")
        try bomb("{\"a\":1}\n", UInt8(ascii: " "), 1280).write(to: url)
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try JSONLines.forEachLine(of: url) { _, _ in throw Enough() }
        }
        #expect(throws: DataError.self) { try JSONLines.forEachLine(of: url) { _, _ in } }
    }

    @Test("a line has a largest length")
    func longestLine() throws {
        let url = folder.file("rows.jsonl")
        try Data("1\n".utf8).write(to: url)
        // A hole, which takes no room on the disk and reads as zeros.
        #expect(truncate(url.path, off_t(LineReader.most) + 3) == 0)
        let error = #expect(throws: DataError.self) {
            try JSONLines.forEachLine(of: url) { _, _ in }
        }
        #expect(error?.description == "\(url.path):2: the line is longer than 64 MiB.")
    }

    @Test("a stream of nothing but newlines ends in a sentence")
    func blankLines() throws {
        let error = #expect(throws: DataError.self) { try lines(bomb("a\n", 0x0a, 32)) }
        #expect(error?.description.contains("blank lines in a row") == true)
    }

    @Test("a stream that inflates out of proportion is refused when it has grown large")
    func bombs() throws {
        // 64 KiB of short lines at a time, so that neither lines nor blanks are too many.
        let row = Data(String(repeating: "{}\n", count: 21_845).utf8)
        let url = folder.file("rows.jsonl.gz")
        try Gzip.compress((0..<600).reduce(into: Data()) { data, _ in data += row }).write(to: url)
        let error = #expect(throws: DataError.self) {
            try JSONLines.forEachLine(of: url) { _, _ in }
        }
        #expect(error?.description.contains("256 times its size") == true)
    }

    @Test("a pipe, a folder and a device are named as what they are, without waiting for them")
    func noFiles() throws {
        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        for (url, words) in [
            (pipe, "is a pipe"), (folder.url, "is a folder"),
            (URL(fileURLWithPath: "/dev/null"), "is a device"),
        ] {
            for read in [
                { try JSONLines.forEachLine(of: url) { _, _ in } },
                { _ = try AtomicFile.read(url) },
            ] {
                let error = #expect(throws: UsageError.self) { try read() }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test("a file that is read as a whole has a largest size")
    func largeFiles() throws {
        let url = folder.file("large.json")
        try Data().write(to: url)
        // A hole, which takes no room on the disk.
        #expect(truncate(url.path, off_t(AtomicFile.most) + 1) == 0)
        let error = #expect(throws: DataError.self) { try AtomicFile.read(url) }
        #expect(error?.description.contains("at most 1024 MiB are read") == true)
    }
}

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct JSONLinesTests {
    struct Row: Codable, Equatable { var id: Int }

    @Test func tornLastRowIsCutOffAndTheJobContinues() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("rows.jsonl")
        // Two whole rows and the beginning of a third, as kill -9 leaves them.
        try Data("{\"id\":0}\n{\"id\":1}\n{\"id\"".utf8).write(to: url)
        let log = try JSONLinesAppender<Row>(url)
        #expect(log.existing == [Row(id: 0), Row(id: 1)])
        try log.append(Row(id: 2))
        #expect(
            try String(contentsOf: url, encoding: .utf8) == "{\"id\":0}\n{\"id\":1}\n{\"id\":2}\n")
    }

    @Test func badRowNamesFileAndLine() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("rows.jsonl")
        try Data("{\"id\":0}\n\n{\"name\":1}\n".utf8).write(to: url)
        let error = #expect(throws: DataError.self) { try JSONLines.read(Row.self, from: url) }
        #expect(error?.description == "\(url.path):3: id is missing.")
    }

    @Test func missingFileIsAUsageError() {
        #expect(throws: UsageError.self) {
            try JSONLines.read(Row.self, from: URL(fileURLWithPath: "/nowhere/rows.jsonl"))
        }
    }

    @Test func gzipRoundTripAndSeveralMembers() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("rows.jsonl.gz")
        try JSONLines.write((0..<1000).map(Row.init), to: url)
        #expect(try JSONLines.read(Row.self, from: url) == (0..<1000).map(Row.init))
        // Appending members is how the Python code writes; the result is one stream.
        let two =
            try Gzip.compress(Data("{\"id\":7}\n".utf8)) + Gzip.compress(Data("{\"id\":8}\n".utf8))
        try two.write(to: url)
        #expect(try JSONLines.read(Row.self, from: url) == [Row(id: 7), Row(id: 8)])
    }

    @Test func everyCutOfAGzipStreamIsAnError() throws {
        let whole = try Gzip.compress(Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0) }))
        for cut in stride(from: 1, to: whole.count, by: 97) {
            #expect(throws: DataError.self) {
                try Gzip.decompress(whole.prefix(cut), name: "cut")
            }
        }
    }
}

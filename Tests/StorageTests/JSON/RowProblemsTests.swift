import Foundation
import Storage
import TestSupport
import Testing

@Suite struct RowProblemsTests {
    @Test func rowsAreRefusedByThemselves() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("rows.jsonl")
        let bad = Array(repeating: #"{"n":"x"}"#, count: 7)
        let rows = [#"{"n":1}"#, "", "{", #"{"n":2,"x":NaN}"#, #"{"n":3,"t":["\udc00"]}"#] + bad
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        var problems = RowProblems()
        var read: [[Int]] = []
        struct Row: Decodable { var n: Int }
        try JSONLines.forEachRow(of: file, &problems) { row, line, place in
            read.append([try RowDecoder.decode(Row.self, from: row).n, line, place])
        }
        // Number, line from 1, place among rows from 0.
        #expect(read == [[1, 1, 0], [2, 4, 2], [3, 5, 3]])
        #expect(
            problems.refused.count == 8 && problems.refused.first.map(\.line) == [3, 6, 7, 8, 9])
        #expect(problems.refused.first[0].reason.hasPrefix("not valid JSON ("))
        #expect(problems.refused.first[1].reason == "n should be a whole number.")
        #expect(
            problems.mended.first.map(\.reason)
                == ["t[0] holds half a surrogate pair, read as U+FFFD."])
        let lines = problems.lines("f")
        #expect(lines[0] == "8 rows of f refused; the others are used:")
        #expect(lines[6] == "  and 3 more" && lines[7].hasPrefix("1 row of f used"))
    }

    /// The field that is named is the one with half a pair, not one whose text has U+FFFD already, in
    /// whatever order objects and lists stand.
    @Test(arguments: [
        (#"{"a":"\ufffd","t":[["x"],"\udc00"]}"#, "t[1]"),
        ("{\"a\":\"\u{FFFD}\",\"b\":{\"c\":\"\\ud800\"},\"d\":\"\\ud800\"}", "b.c"),
        (#"{"\ud800":"\ufffd"}"#, "a key"), (#"["\ud800"]"#, "[0]"),
    ])
    func halfAPairIsNamedByItsField(row: String, field: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("rows.jsonl")
        try Data(row.utf8).write(to: file)
        var problems = RowProblems()
        try JSONLines.forEachRow(of: file, &problems) { _, _, _ in }
        #expect(
            problems.mended.first.map(\.reason)
                == ["\(field) holds half a surrogate pair, read as U+FFFD."])
    }

    /// Bytes that are no UTF-8, and rows that are no object.
    @Test func otherBytesAndOtherValuesAreRefusedByThemselves() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("rows.jsonl")
        try
            (Data(#"{"n":1}"#.utf8) + [0x0A] + Data(#"{"n":1,"t":""#.utf8) + [
                0xFF, 0x22, 0x7D, 0x0A,
            ]
            + Data("42\n[]\nnull\n".utf8) + Data(#"{"n":2}"#.utf8)).write(to: file)
        var problems = RowProblems()
        var read: [Int] = []
        struct Row: Decodable { var n: Int }
        try JSONLines.forEachRow(of: file, &problems) { row, _, _ in
            read.append(try RowDecoder.decode(Row.self, from: row).n)
        }
        #expect(read == [1, 2] && problems.refused.first.map(\.line) == [2, 3, 4, 5])
        #expect(problems.refused.first[0].reason.contains("not UTF-8"))
    }

    @Test func oneSentenceForAFileThatIsRefused() throws {
        var problems = RowProblems()
        try problems.check("f", good: 0, isStrict: true)
        problems.refuse(3, "n is missing.")
        try problems.check("f", good: 1, isStrict: false)
        #expect {
            try problems.check("f", good: 0, isStrict: false)
        } throws: { "\($0)" == "f:3: n is missing." }
        problems.refuse(4, "n is missing.")
        #expect {
            try problems.check("f", good: 9, isStrict: true)
        } throws: { "\($0)" == "f:3: n is missing. (and 1 more row is refused)" }
    }

    /// Foundation's answers to the same JSON, where it has any.
    @Test(arguments: [
        #"{"a":1,"b":[1,2],"c":{"d":"x"},"e":null,"f":1.5,"g":true}"#,
        #"{"a":1.0,"b":[],"c":{"d":"\u00e9\n"},"f":-2e3,"g":false}"#,
        #"{"a":1.5,"b":[],"c":{"d":""},"f":0,"g":false}"#,
        #"{"a":1,"b":[1,"x"],"c":{"d":""},"f":0,"g":false}"#,
        #"{"a":1,"b":[],"c":{},"f":0,"g":false}"#, #"{"a":1,"b":[],"c":[],"f":0,"g":false}"#,
        #"{"a":null,"b":[],"c":{"d":""},"f":0,"g":false}"#,
        #"{"a":1,"b":{},"c":{"d":""},"f":0,"g":0}"#, #"{"a":1,"b":[],"c":{"d":""},"f":0,"g":0}"#,
    ])
    func decodesAsFoundationDoes(text: String) throws {
        struct Row: Codable, Equatable {
            struct Inner: Codable, Equatable { var d: String }
            var a: Int
            var b: [Int]
            var c: Inner
            var e: String?
            var f: Double
            var g: Bool
        }
        func outcome(_ body: () throws -> Row) -> Result<Row, DataError> {
            Result(catching: body).mapError { DataError(DecodingProblem.sentence($0)) }
        }
        let theirs = outcome { try JSONDecoder().decode(Row.self, from: Data(text.utf8)) }
        let ours = outcome {
            try RowDecoder.decode(Row.self, from: JSONParser.parse(row: text).value)
        }
        switch (theirs, ours) {
        case (.success(let one), .success(let two)): #expect(one == two)
        // Of a number that is not whole Foundation says that the data are corrupted.
        case (.failure(let one), .failure(let two)) where !one.description.contains("not valid"):
            #expect(one.description == two.description)
        case (.failure, .failure): #expect("\(ours)".contains("should be a whole number"))
        default: Issue.record("\(theirs) but \(ours)")
        }
    }
}

import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Lists that are larger than memory should hold.
@Suite struct JSONArrayFileTests {
    private func items(_ text: String) throws -> [JSONValue] {
        let folder = try TemporaryFolder()
        let file = folder.file("list.json")
        try Data(text.utf8).write(to: file)
        var items: [JSONValue] = []
        try JSONArrayFile(file).forEach { number, item in
            #expect(number == items.count)
            items.append(item)
        }
        return items
    }

    @Test func lists() throws {
        #expect(try items(#" [ {"a": "],[\\\"{"}, [1, [2]], "x" , 3]"#).count == 4)
        #expect(try items("[]").isEmpty && items(" [\n] ").isEmpty)
        #expect(
            try items(#"[{"a": [1, {"b": 2}]}]"#)
                == [
                    .object([
                        JSONMember(
                            key: "a",
                            value: .array([
                                .int(1), .object([JSONMember(key: "b", value: .int(2))]),
                            ]))
                    ])
                ])
    }

    @Test(arguments: ["[1, 2", "[{\"a\": 1}, {", "[1,,2]", "[\"a]"])
    func damage(_ text: String) {
        #expect(throws: DataError.self, "\(text)") { try items(text) }
    }

    @Test func otherDocuments() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("object.json")
        try Data("{\"data\": [{\"a\": 1}]}".utf8).write(to: file)
        #expect(try !JSONArrayFile(file).isList)
        var rows = 0
        try HelmetRows(file).forEach { _, _ in rows += 1 }
        #expect(rows == 1)
    }
}

import Artifacts
import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// Renderings against jinja2, set up as transformers sets it up
/// (Tests/Fixtures/tokenization/make_templates.py).
@Suite struct ChatTemplateTests {
    typealias Values = [String: TemplateValue]

    static func object(_ value: JSONValue?) -> Values {
        guard let value, case .dictionary(let table) = TemplateValue(value) else { return [:] }
        return Dictionary(uniqueKeysWithValues: table.map { ($0, $1) })
    }

    static func fixture(_ name: String) throws -> JSONValue {
        try JSONParser.parse(Fixture.data("tokenization/templates/\(name).json"), name: name)
    }

    /// The text, or nil when the template refuses; other errors than `DataError` fail the test.
    static func render(_ source: String, _ values: Values) throws -> String? {
        do {
            return try ChatTemplate(source).render(values)
        } catch let error as DataError {
            #expect(error.description.hasPrefix("chat_template line "), "\(error.description)")
            return nil
        }
    }

    @Test func expressionsAndStatements() throws {
        let fixture = try Self.fixture("expressions")
        let values = Self.object(fixture["values"])
        let rows = try #require(fixture["rows"]?.array)
        #expect(rows.count > 400)
        for row in rows {
            let source = try #require(row["source"]?.string)
            let text = try Self.render(source, values)
            let expected = row["output"]?.string
            #expect(
                text.map { Array($0.utf8) } == expected.map { Array($0.utf8) },
                "\(source.debugDescription): \(text ?? "refused") instead of \(expected ?? "refused")"
            )
        }
    }

    @Test func conversations() throws {
        let fixture = try Self.fixture("conversations")
        let rows = try #require(fixture["rows"]?.array)
        #expect(rows.count > 100)
        for row in rows {
            let file = try #require(row["template"]?.string)
            let source = try String(
                decoding: Fixture.data("tokenization/templates/\(file)"), as: UTF8.self)
            let name = try #require(row["conversation"]?.string)
            var values = Self.object(row["options"])
            values["messages"] = TemplateValue(try #require(fixture["conversations"]?[name]))
            values.merge([
                "bos_token": .string("<s>"), "eos_token": .string("</s>"), "tools": .null,
                "documents": .null, "add_generation_prompt": .bool(false),
            ]) { given, _ in given }
            let text = try Self.render(source, values)
            let expected = row["output"]?.string
            #expect(text == expected, "\(file) \(name) \(String(describing: row["options"]))")
        }
    }
}

import Foundation
import Numbers
import Storage
import TestSupport
import Testing

@testable import Jinja

/// Renderings against jinja2, set up as transformers sets it up
/// (Tests/Fixtures/jinja/make_templates.py).
@Suite struct TemplateTests {
    typealias Values = [String: JSONValue]

    static func object(_ value: JSONValue?) -> Values {
        guard case .object(let members)? = value else { return [:] }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }

    static func fixture(_ name: String) throws -> JSONValue {
        try JSONParser.parse(Fixture.data("jinja/templates/\(name).json"), name: name)
    }

    /// The text, or nil when the template refuses; other errors than `DataError` fail the test.
    static func render(_ source: String, _ values: Values) throws -> String? {
        do {
            return try Template(source).render(values)
        } catch let error as DataError {
            #expect(error.description.hasPrefix("template line "), "\(error.description)")
            return nil
        }
    }

    @Test(arguments: [("expressions", 400), ("values", 300)])
    func expressionsAndStatements(_ name: String, _ count: Int) throws {
        let fixture = try Self.fixture(name)
        let values = Self.object(fixture["values"])
        let rows = try #require(fixture["rows"]?.array)
        #expect(rows.count > count)
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

    @Test(arguments: [("conversations", "", 5 * 7 * 4), ("shapes", "shapes/", 12 * 8 * 3)])
    func conversations(_ name: String, _ folder: String, _ count: Int) throws {
        let fixture = try Self.fixture(name)
        let rows = try #require(fixture["rows"]?.array)
        #expect(rows.count == count)
        for row in rows {
            let file = try #require(row["template"]?.string)
            let source = try String(
                decoding: Fixture.data("jinja/templates/\(folder)\(file)"), as: UTF8.self)
            let name = try #require(row["conversation"]?.string)
            var values = Self.object(row["options"])
            values["messages"] = try #require(fixture["conversations"]?[name])
            values.merge([
                "bos_token": .string("<s>"), "eos_token": .string("</s>"), "tools": .null,
                "documents": .null, "add_generation_prompt": .bool(false),
            ]) { given, _ in given }
            let text = try Self.render(source, values)
            let expected = row["output"]?.string
            #expect(
                text.map { Array($0.utf8) } == expected.map { Array($0.utf8) },
                "\(file) \(name) \(String(describing: row["options"])): \(text ?? "refused")")
        }
    }

    /// Whatever is done to a template, it is rendered or refused with a line.
    @Test(arguments: ["llama", "qwen", "olmo", "mistral", "macros"])
    func mutatedTemplatesNeverTrap(_ name: String) throws {
        let fixture = try Self.fixture("conversations")
        let data = try Fixture.data("jinja/templates/\(name).jinja")
        let original = Array(String(decoding: data, as: UTF8.self).unicodeScalars)
        var values: Values = ["bos_token": .string("<s>"), "eos_token": .string("</s>")]
        values["messages"] = try #require(fixture["conversations"]?["calls"])
        values["tools"] = try JSONParser.parse(
            Data(#"[{"function": {"name": "f"}}]"#.utf8), name: "tools")
        values["add_generation_prompt"] = .bool(true)
        let pieces =
            ["{%", "%}", "{{", "}}", "-", "(", ")", "[", "]", "'", "\"", "|", ".", ":"]
            + ["{", "}", "*", "//", "%", "not ", " if ", " in ", "loop", "9", "\u{301}", "\n", ","]
        var random = SeededGenerator(seed: 77)
        var refused = 0
        for _ in 0..<300 {
            var scalars = original
            for _ in 0...random.below(3) {
                let place = random.below(scalars.count)
                switch random.below(3) {
                case 0:
                    scalars.removeSubrange(place..<min(place + 1 + random.below(9), scalars.count))
                case 1:
                    scalars.insert(contentsOf: random.pick(pieces).unicodeScalars, at: place)
                default:
                    let other = random.below(scalars.count)
                    let copy = scalars[other..<min(other + random.below(40), scalars.count)]
                    scalars.insert(contentsOf: copy, at: place)
                }
            }
            if try Self.render(PythonText.string(scalars), values) == nil { refused += 1 }
        }
        #expect(refused > 50)
    }

    @Test func deepNestingIsAnError() throws {
        let count = 20_000
        func many(_ text: String) -> String { String(repeating: text, count: count) }
        for source in [
            "{{ \(many("("))1\(many(")")) }}", "{{ \(many("["))\(many("]")) }}",
            "{{ \(many("-"))1 }}", "{{ \(many("not "))1 }}", "{{ 1\(many(" + 1")) }}",
            "{{ x\(many(".a")) }}", "{{ x\(many("|trim")) }}", "{{ 1\(many(" if 1 else 2")) }}",
            "{{ x\(many("[0]")) }}", "{{ x\(many("()")) }}", "{{ 1\(many(" ~ 1")) }}",
            "{{ 1\(many(" or 0")) }}", "{{ 1\(many(" if 1")) }}", "{{ 2\(many(" ** 1")) }}",
            "{{ x\(many(" is string")) }}",
            many("{% if 1 %}"), many("{% for a in [1] %}"), many("{% macro m() %}"),
            "{% set \(many("("))a\(many(")")) = 1 %}",
        ] {
            #expect(try Self.render(source, [:]) == nil, "\(source.prefix(30))")
        }
        // Recursion and growth end with an error, too.
        #expect(try Self.render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", [:]) == nil)
        let growth =
            "{% set n = namespace(s='ab') %}{% for i in range(60) %}"
            + "{% set n.s = n.s ~ n.s %}{% endfor %}"
        #expect(try Self.render(growth, [:]) == nil)
        let lists =
            "{% set n = namespace(s=[1]) %}{% for i in range(60) %}"
            + "{% set n.s = n.s + n.s %}{% endfor %}"
        #expect(try Self.render(lists, [:]) == nil)
    }

    @Test func errorsNameTemplateAndLine() throws {
        func message(_ source: String) -> String {
            do {
                let message = JSONValue.object([JSONMember(key: "content", value: .string("hi"))])
                return try Template(source, name: "chat_template").render([
                    "messages": .array([message])
                ])
            } catch { return error is DataError ? "\(error)" : "no DataError" }
        }
        #expect(message("a\n\n{{ raise_exception('Not so!') }}") == "chat_template line 3: Not so!")
        #expect(message("a\n{% unknown %}").hasPrefix("chat_template line 2: the tag \"unknown\""))
        #expect(message("{# a\nb #}\n{{ messages[0].no.no }}").hasPrefix("chat_template line 3: "))
        #expect(message("{% if true %}\n\n").hasPrefix("chat_template line 1: the block is never"))
        #expect(message("{{ 1 }}\n{{ 'a' | nofilter }}").contains("line 2: there is no filter"))
        #expect(message("{{\n\n1 / 0 }}") == "chat_template line 3: division by zero.")
    }
}

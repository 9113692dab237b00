import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Texts of a Python program, read without running it.
@Suite struct PythonTextsTests {
    private func texts(
        _ body: String, _ facts: [String: PythonTexts.Fact] = ["dataset": .text("kilt_nq")]
    ) throws -> PythonTexts {
        let source =
            "def load(dataset):\n" + body.split(separator: "\n").map { "    \($0)\n" }.joined()
        return try #require(
            PythonTexts("load", in: PythonTokens.lines(of: source, name: "data.py"), facts: facts))
    }

    @Test func literals() throws {
        let read = try texts(
            #"""
            one = "a\n\t\x41\u00e9\"'"  # "no text"
            two = 'b' "c" \
                'd'
            three = (one + two
                     + r"\n")
            four = """long
            text"""
            four += "x"
            """#)
        #expect(read.named["one"] == "a\n\tA\u{E9}\"'")
        #expect(read.named["two"] == "bcd")
        #expect(read.named["three"] == "a\n\tA\u{E9}\"'bcd\\n")
        // Lines within a text keep the indentation that they have in the source.
        #expect(read.named["four"] == "long\n    text")
    }

    @Test func branches() throws {
        let body = """
            if "nq" in dataset and not ("bad" in dataset or "popqa" in dataset):
                text = "nq"
            elif "popqa" in dataset: text = "popqa"
            else:
                text = "other"
            title = "with" if "title" in sample['ctxs'][0] else "without"
            """
        func text(_ dataset: String, _ fields: [String]) throws -> [String?] {
            let read = try texts(
                body,
                ["dataset": .text(dataset), "sample[\"ctxs\"][0]": .list(fields)])
            return [read.named["text"], read.named["title"]]
        }
        #expect(try text("kilt_nq", ["title", "text"]) == ["nq", "with"])
        #expect(try text("kilt_popqa_3", ["text"]) == ["popqa", "without"])
        #expect(try text("nq_bad", ["subtitle"]) == ["other", "without"])
    }

    /// What cannot be known is not guessed: a name that only such a branch gives is missing.
    @Test func unknown() throws {
        let read = try texts(
            """
            if path.endswith(".json"):
                text = "a"
            known = "b"
            if len(known) > 1:
                known = "c"
            else:
                known = "d"
            made = make("e")
            def inner():
                nested = known + "!"
                return f"{known} {d['query']}"
            """)
        #expect(read.named["text"] == nil && read.named["made"] == nil)
        #expect(read.named["known"] == "d" && read.named["nested"] == "d!")
        #expect(read.formatted == ["{known} {d['query']}"])
    }

    @Test func unfinished() {
        #expect {
            _ = try PythonTokens.lines(of: "a = 1\nb = 'no end\n", name: "data.py")
        } throws: { "\($0)" == "data.py:2: a text that begins here has no end." }
    }

    /// What would use up the stack is refused or not looked at.
    @Test func hostile() throws {
        let deep = (0..<300).map { String(repeating: " ", count: $0) + "if a:\n" }.joined()
        #expect(throws: DataError.self) { try PythonTokens.lines(of: deep, name: "data.py") }
        let brackets = "a = " + String(repeating: "(", count: 100_000)
        #expect(throws: DataError.self) { try PythonTokens.lines(of: brackets, name: "data.py") }
        let sum = "a = " + Array(repeating: "\"b\"", count: 20_000).joined(separator: " + ")
        let nots = "if " + String(repeating: "not ", count: 20_000) + "\"a\" in dataset: b = \"c\""
        let read = try texts(sum + "\n" + nots)
        #expect(read.named["a"] == nil && read.named["b"] == nil)
    }

    @Test func places() throws {
        let format = try FormatText("{{label}} {a} {b[1]} {c[x]}}}")
        #expect(format.names == ["a", "b", "c"])
        let fields: [String: JSONValue] = [
            "a": .null, "b": .array([.int(1), .bool(true)]),
            "c": .object([JSONMember(key: "x", value: .string("{y}"))]),
        ]
        #expect(try format.filled { fields[$0] } == "{label} None True {y}}")
        #expect {
            _ = try FormatText("{d}").filled { fields[$0] }
        } throws: { "\($0)" == "there is no field \"d\"." }
        for bad in ["{", "a}b", "{a.b}", "{a!r}", "{}"] {
            #expect(throws: DataError.self, "\(bad)") { try FormatText(bad) }
        }
    }

    @Test func checkoutsThatAreNone() throws {
        let folder = try TemporaryFolder()
        #expect {
            _ = try HelmetCheckout(folder.url)
        } throws: {
            "\($0)".hasSuffix("has no data.py; give a checkout of github princeton-nlp/HELMET.")
        }
        try Data("def load_qa(dataset):\n    user_template = text()\n".utf8)
            .write(to: folder.url.appendingPathComponent("data.py"))
        let checkout = try HelmetCheckout(folder.url)
        #expect {
            _ = try checkout.wording("load_qa", dataset: "kilt_nq").template("user_template")
        } throws: { "\($0)".contains("load_qa has no text user_template that can be read") }
        #expect {
            _ = try checkout.wording("load_icl", dataset: "icl_nlu")
        } throws: { "\($0)".contains("has no function load_icl") }
    }
}

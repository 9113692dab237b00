import Foundation
import TestSupport
import Testing

/// Rows that cannot be used are left out and named, in every verb that reads rows.
@Suite(.serialized) struct RefusedRowTests {
    let folder: TemporaryFolder
    let model: String

    /// The tiny model of Tests/Fixtures/preference with a template that refuses one word.
    init() throws {
        folder = try TemporaryFolder()
        let copy = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        model = copy.path
        let template =
            "{%- for m in messages %}{%- if m.content == 'no' %}{{- raise_exception('no such talk') }}{%- endif %}{{- '<|start|>' + m.role + '<|head|>' + m.content + '<|eot|>' }}{%- endfor %}{%- if tools %}{{- tools | tojson }}{%- endif %}{%- if add_generation_prompt %}{{- '<|start|>assistant<|head|>' }}{%- endif %}"
        try Data(template.utf8).write(to: copy.appendingPathComponent("chat_template.jinja"))
    }

    func file(_ name: String, _ rows: [String]) throws -> String {
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file(name))
        return folder.file(name).path
    }

    /// Runs without and with `--strict`, and with none but the bad rows.
    func check(_ verb: [String], option: String, rows: [String], bad: Int) throws -> [String: Any] {
        func arguments(_ name: String, _ rows: [String]) throws -> [String] {
            let out = folder.file("out-\(name)").path
            return verb + [option, try file("\(name).jsonl", rows), "--out", out, "--json"]
        }
        let mixed = rows + ["{broken"]
        let output = try BuiltTool.run(arguments("mixed", mixed))
        #expect(output.status == 0, "\(output.error)")
        #expect(output.error.contains("2 rows of \(folder.file("mixed.jsonl").path) refused"))
        #expect(
            output.error.contains("mixed.jsonl:\(bad + 1): ")
                && output.error.contains("no such talk"))
        #expect(output.error.contains("mixed.jsonl:\(mixed.count): not valid JSON"))
        let strict = try BuiltTool.run(arguments("strict", mixed) + ["--strict"])
        #expect(strict.status == 65 && strict.out.isEmpty)
        #expect(strict.error.contains("strict.jsonl:"), "\(strict.error)")
        #expect(strict.error.contains("(and 1 more row is refused)"))
        let none = try BuiltTool.run(arguments("none", [rows[bad]]))
        #expect(none.status == 65 && none.error.contains("none.jsonl:1: "), "\(none.error)")
        let object = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        let summary = try #require(object as? [String: Any])
        let problems = try #require(summary["problems"] as? [String: Any])
        let refused = try #require(problems["refused"] as? [String: Any])
        #expect(refused["count"] as? Int == 2)
        #expect((refused["first"] as? [[String: Any]])?.count == 2)
        return summary
    }

    @Test func contrast() throws {
        let summary = try check(
            ["contrast", "--model", model, "--heads", "0-0,0-1,1-0", "--max-tokens", "4"],
            option: "--prompts",
            rows: [
                #"{"prompt":"one"}"#, #"{"prompt":"no"}"#,
                #"{"messages":[{"role":"user","content":"two"},{"role":"assistant","content":null,"tool_calls":[]}]}"#,
            ], bad: 1)
        #expect((summary["dropped"] as? [String: Int])?["refused"] == 2)
        #expect(summary["sampled"] as? Int == 2 && summary["prompts"] as? Int == 4)
    }

    @Test func prefer() throws {
        func row(_ question: String, _ more: String = "") -> String {
            #"{"prompt":[{"role":"user","content":"\#(question)"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]\#(more)}"#
        }
        let summary = try check(
            ["prefer", "--model", model, "--epochs", "1"], option: "--pairs",
            rows: [row("one"), row("two", #","tools":[{"x":1}]"#), row("no")], bad: 2)
        #expect((summary["truncation"] as? [String: Any])?["pairs"] as? Int == 2)
    }

    @Test func evaluate() throws {
        func row(_ id: String, _ question: String) -> String {
            #"{"id":"\#(id)","category":"c","metric":"EM","length":1,"maxTokens":4,"messages":[{"role":"user","content":"\#(question)"}],"answers":["x"]}"#
        }
        let summary = try check(
            ["evaluate", "--model", model], option: "--examples",
            rows: [row("1", "one"), row("2", "no"), row("3", "three")], bad: 1)
        #expect((summary["evaluation"] as? [[String: Any]])?.first?["n"] as? Int == 2)
    }

    /// The whole row as transformers renders it.
    @Test func tokenizeRendersARow() throws {
        struct Case: Decodable {
            struct Row: Decodable {
                var row: String
                var prompt: String
            }
            var template: String
            var rows: [Row]
        }
        let known = try JSONDecoder().decode(
            [Case].self, from: Fixture.data("preference/messages.json"))[0]
        try Data(known.template.utf8).write(
            to: folder.file("model").appendingPathComponent("chat_template.jinja"))
        // Rows with a prompt of their own: with tools, with parts, with documents and an argument.
        for place in [0, 3, 5] {
            let row = known.rows[place].row.replacingOccurrences(
                of: #""prompt""#, with: #""messages""#)
            let output = try BuiltTool.run([
                "tokenize", "--model", model, "--chat", file("row.json", [row]),
                "--generation-prompt", "--json",
            ])
            #expect(output.status == 0, "\(output.error)")
            let object = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
            #expect((object as? [String: Any])?["text"] as? String == known.rows[place].prompt)
        }
        let bad = try BuiltTool.run([
            "tokenize", "--model", model, "--chat",
            file("row.json", [#"[{"role":"user","content":3}]"#]), "--json",
        ])
        #expect(
            bad.status == 65 && bad.error.contains("[0].content should be text or a list of parts"))
    }
}

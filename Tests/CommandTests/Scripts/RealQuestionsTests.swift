import Foundation
import TestSupport
import Testing

private let hasPython =
    (try? BuiltTool.shell("python3 -c ''", in: URL(fileURLWithPath: "/")))?.status == 0

/// `Scripts/real-questions.py` on samples of its own. What it makes of them it checks itself
/// (`--self-test`); here it runs as a user runs it, with the built tool to count.
@Suite(.enabled(if: hasPython, "there is no python3")) struct RealQuestionsTests {
    struct Checked: Decodable {
        var tried: Int
        var held: Int
        var failed: [String]
    }

    struct Row: Decodable {
        var id: String
        var length: Int
        var maxTokens: Int
        var prompt: String?
        var extra: [String: String]
    }

    static let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    static let script = "python3 '\(root.path)/Scripts/real-questions.py'"
    /// A tokenizer without a chat template, so only completions can be asked for.
    static let tokenizer = Fixture.folder.appendingPathComponent("tokenization/qwen")

    @Test func whatIsMadeOfSamplesIsRight() throws {
        let folder = try TemporaryFolder()
        let output = try BuiltTool.shell("\(Self.script) --self-test", in: folder.url)
        let checked = try JSONDecoder().decode(Checked.self, from: Data(output.out.utf8))
        #expect(checked.failed == [])
        #expect(checked.tried > 1000 && checked.held == checked.tried)
        #expect(output.status == 0)
    }

    /// Samples in `data`, and the questions or prompts of a command line in `out`.
    static func make(_ arguments: String, in folder: TemporaryFolder) throws -> BuiltTool.Output {
        try BuiltTool.shell(
            """
            set -e
            if [ ! -d data ]; then
                mkdir data
                PYTHONPATH='\(root.path)/Scripts' python3 -B -c \
                    'import pathlib; from real_questions.checks import samples; samples.write(pathlib.Path("data"))'
            fi
            \(script) --data data --tool "$TOOL" --model '\(tokenizer.path)' \(arguments)
            """, in: folder.url)
    }

    @Test func promptsHaveTheLengthThatTheToolCounts() throws {
        let folder = try TemporaryFolder()
        let output = try Self.make(
            "--only rag,recall,icl,mmlu --form completion --lengths 2048 --examples 4 --out out",
            in: folder)
        #expect(output.status == 0, "\(output.error)")
        for name in ["rag", "recall", "icl", "mmlu"] {
            let text = try String(contentsOf: folder.file("out/\(name).jsonl"), encoding: .utf8)
            let rows = try text.split(separator: "\n").map {
                try JSONDecoder().decode(Row.self, from: Data($0.utf8))
            }
            #expect(rows.count == 4)
            let row = try #require(rows.last)
            let prompt = try #require(row.prompt)
            let counted = try BuiltTool.run(
                ["tokenize", "--model", Self.tokenizer.path, "--json"], input: prompt)
            struct Tokens: Decodable { var ids: [Int] }
            let tokens = try JSONDecoder().decode(Tokens.self, from: Data(counted.out.utf8)).ids
            // Texts are counted many at once; a token at a seam belongs to one of them.
            let noted = try #require(Int(row.extra["tokens"] ?? ""))
            #expect(abs(noted - tokens.count) <= 1, "\(row.id)")
            if name != "mmlu" {
                #expect(tokens.count <= row.length - row.maxTokens + 1, "\(row.id)")
                #expect(tokens.count >= (row.length - row.maxTokens) * 9 / 10, "\(row.id)")
            }
        }
        struct Record: Decodable {
            struct Source: Decodable { var licence: String }
            var sources: [String: Source]
            var files: [String: String]
        }
        let record = try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: folder.file("out/sources.json")))
        #expect(record.sources["nq"]?.licence.hasPrefix("MIT") == true)
        #expect(record.files.count == 4)
        let licences = try String(contentsOf: folder.file("out/LICENCES.md"), encoding: .utf8)
        #expect(licences.contains("CC BY-SA 4.0"))
    }

    @Test func promptsForContrast() throws {
        let folder = try TemporaryFolder()
        let output = try Self.make("--split train-prompts --prompts 20 --out out", in: folder)
        #expect(output.status == 0, "\(output.error)")
        let text = try String(contentsOf: folder.file("out/prompts.jsonl"), encoding: .utf8)
        #expect(text.split(separator: "\n").count == 20)
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        let none = try BuiltTool.shell("unset RETMASK_DATA; \(Self.script)", in: folder.url)
        #expect(none.status == 2)
        #expect(none.error.contains("no data folder is named"))
        #expect(none.error.contains("https://"))
        for (arguments, said) in [
            ("--out out --lengths 12", "--lengths is '12'"),
            ("--out out --form rag=verse", "--form has 'rag=verse'"),
            ("--out out --only verse", "--only has 'verse'"),
            ("--out out --examples 0", "--examples is 0"),
            ("--out out --prompts verse=1", "'verse=1'"),
            ("--out data --only rag --form completion", "data is not empty"),
            ("--out out", "has no chat template"),
        ] {
            let output = try Self.make(arguments, in: folder)
            #expect(output.status == 2, "\(arguments)")
            #expect(output.error.contains(said), "\(output.error)")
            #expect(output.error.split(separator: "\n").count == 1, "\(output.error)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("out").path))
        }
    }
}

import Artifacts
import Foundation
import TestSupport
import Testing

private let hasPython =
    (try? BuiltTool.shell("python3 -c ''", in: URL(fileURLWithPath: "/")))?.status == 0

/// `Scripts/helmet-files.py` on samples of public data: files that `evaluate --suite helmet` reads.
@Suite(.enabled(if: hasPython, "there is no python3")) struct HelmetFilesTests {
    private static let root = RealQuestionsTests.root

    private func make(_ arguments: String, in folder: TemporaryFolder) throws -> BuiltTool.Output {
        try BuiltTool.shell(
            """
            set -e
            if [ ! -d data ]; then
                mkdir data
                PYTHONPATH='\(Self.root.path)/Scripts' python3 -B -c \
                    'import pathlib; from real_questions.checks import samples; samples.write(pathlib.Path("data"))'
            fi
            python3 '\(Self.root.path)/Scripts/helmet-files.py' --data data --tool "$TOOL" \(arguments)
            """, in: folder.url)
    }

    @Test("every category is made and read, and needles fit")
    func files() throws {
        let folder = try TemporaryFolder()
        let made = try make(
            "--model organism --lengths 2k --examples 2 --out out", in: folder)
        #expect(made.status == 0, "\(made.error)")
        let questions = folder.file("questions.jsonl")
        let output = try BuiltTool.run([
            "evaluate", "--model", "organism", "--suite", "helmet", "--data",
            folder.file("out").path, "--helmet", Fixture.url("helmet/wording").path, "--lengths",
            "2048", "--categories", "recall,rag,icl", "--write-examples", questions.path,
        ])
        #expect(output.status == 0, "\(output.error)")
        let examples = try EvaluationExample.read(questions)
        let counts = Dictionary(examples.map { ($0.category, 1) }, uniquingKeysWith: +)
        // Of RAG one question at six depths, of all else two rows. Demonstrations of re-ranking have more of the
        // organism's tokens than that.
        #expect(
            counts == [
                "json_kv": 2, "ruler_niah_mk_2": 2, "ruler_niah_mk_3": 2, "ruler_niah_mv": 2,
                "kilt_nq": 6, "kilt_nq_xquad": 6, "icl_trec_coarse": 2,
                "icl_trec_fine": 2, "icl_banking77": 2, "icl_clinic150": 2,
            ])
        let ranked = folder.file("out/data/msmarco/test_reranking_data_k7_dep3.jsonl")
        #expect(try String(contentsOf: ranked, encoding: .utf8).split(separator: "\n").count == 3)
        for example in examples where example.category.hasPrefix("ruler") {
            let prompt = try #require(example.prompt)
            #expect(example.answers.allSatisfy { prompt.contains($0) }, "\(example.id)")
        }
    }

    @Test("equal arguments give equal bytes, and words are counted without a model")
    func seeds() throws {
        let folder = try TemporaryFolder()
        for out in ["one", "two"] {
            let made = try make(
                "--only json_kv,ruler,rerank --lengths 1k --examples 2 --out \(out)", in: folder)
            #expect(made.status == 0, "\(made.error)")
        }
        let same = try BuiltTool.shell("diff -r one two", in: folder.url)
        #expect(same.status == 0, "\(same.out)")
        let other = try make(
            "--only json_kv --lengths 1k --examples 2 --seed 1 --out three", in: folder)
        #expect(other.status == 0)
        let differ = try BuiltTool.shell(
            "diff -r one/data/json_kv three/data/json_kv", in: folder.url)
        #expect(differ.status == 1)
    }

    @Test(
        "what cannot be done is said in a sentence",
        arguments: [
            ("--lengths 12 --out x", "--lengths has '12'"),
            ("--only rags --out x", "--only has 'rags'"),
            ("--examples 0 --out x", "--examples is 0"),
            ("--out data", "data is not an empty folder."),
        ])
    func refusals(_ arguments: String, _ sentence: String) throws {
        let folder = try TemporaryFolder()
        let output = try make(arguments, in: folder)
        #expect(output.status == 2 && output.error.contains(sentence), "\(output.error)")
    }
}

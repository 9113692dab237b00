import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// HELMET's configuration files.
@Suite struct HelmetConfigurationTests {
    private func tasks(_ text: String) throws -> [HelmetTask] {
        try HelmetConfiguration.tasks(FlatYAML(text, name: "c.yaml"), name: "c.yaml")
    }

    @Test func lists() throws {
        let tasks = try tasks(
            """
            # A comment.
            input_max_length: 8192,'16384'
            datasets: json_kv,ruler_niah_mv  # two
            generation_max_length: '100'
            test_files: data/json_kv/test_k105_dep6.jsonl,data/ruler/niah_multivalue/validation_16384.jsonl
            demo_files: ','
            use_chat_template: true
            max_test_samples: 100
            stop_new_line: true
            model_name_or_path: meta-llama/Llama-3.1-8B-Instruct
            """.replacingOccurrences(of: "8192,'16384'", with: "'8192,16384'"))
        #expect(tasks.map(\.dataset) == ["json_kv", "ruler_niah_mv"])
        #expect(tasks.map(\.length) == [8192, 16384])
        #expect(tasks.map(\.maxTokens) == [100, 100])
        #expect(tasks.map(\.demoFile) == ["", ""])
        // What is not named has the default of HELMET's program.
        #expect(tasks.allSatisfy { $0.shots == 2 && $0.seed == 42 && $0.usesChat })
        #expect(tasks[1].testName == "validation_16384")
    }

    @Test func blockLists() throws {
        let tasks = try tasks("datasets:\n- json_kv\n- kilt_nq\ngeneration_max_length: 20\n")
        #expect(tasks.map(\.dataset) == ["json_kv", "kilt_nq"])
        #expect(tasks.map(\.length) == [8192, 8192] && tasks[0].mostSamples == nil)
    }

    @Test(
        "what cannot be read is named",
        arguments: [
            ("shots: 2", "c.yaml names no datasets."),
            (
                "datasets: a,b\ntest_files: x,y,z",
                "c.yaml: test_files has 3 entries for 2 datasets."
            ),
            ("datasets: a\nshots: two", "c.yaml: shots is two; give a whole number."),
            (
                "datasets: a\nuse_chat_template: maybe",
                "c.yaml: use_chat_template is maybe; give true or false."
            ),
            ("datasets: a\n  b: c", "c.yaml:2: an indented line; one level of key: value is read."),
            ("datasets a", "c.yaml:1: no colon; one level of key: value is read."),
            (
                "datasets: a\ndatasets: b",
                "c.yaml:2: the key datasets a second time; one level of key: value is read."
            ),
            (
                "datasets: a\ngeneration_max_length: 8192",
                "c.yaml: a has 8192 tokens, of which an answer of 8192 leaves none."
            ),
        ])
    func problems(_ text: String, _ sentence: String) {
        #expect {
            _ = try tasks(text)
        } throws: { "\($0)" == sentence }
    }

    @Test func names() {
        func name(_ dataset: String) -> (String, HelmetCategory?) {
            let task = HelmetTask(
                dataset: dataset, length: 1, maxTokens: 1, testFile: "", demoFile: "", shots: 0,
                mostSamples: nil, usesChat: false)
            return (task.name, task.category)
        }
        #expect(name("icl_trec_fine_400shot_balance") == ("icl_trec_fine", .icl))
        #expect(name("kilt_popqa_3") == ("kilt_popqa_3", .rag))
        #expect(name("kilt_nq_xquad") == ("kilt_nq_xquad", .rag))
        #expect(name("alce_asqa_30") == ("alce_asqa", .cite))
        #expect(name("narrativeqa_7892") == ("narrativeqa", .longqa))
        #expect(name("infbench_choice_eng_7982") == ("infbench_choice_eng", .longqa))
        #expect(name("multi_lexsum_7492") == ("multi_lexsum", .summ))
        #expect(name("msmarco_rerank_psg") == ("msmarco_rerank_psg", .rerank))
        #expect(name("ruler_niah_mk_2") == ("ruler_niah_mk_2", .recall))
        #expect(name("ruler_niah_mk_1") == ("ruler_niah_mk_1", nil))
    }
}

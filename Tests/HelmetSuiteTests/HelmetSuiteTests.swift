import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Which questions a suite asks.
@Suite struct HelmetSuiteTests {
    /// A folder with files and a configuration, and the wording of the fixtures.
    private func suite(_ folder: URL) throws -> HelmetSuite {
        let configs = folder.appendingPathComponent("configs")
        try FileManager.default.createDirectory(at: configs, withIntermediateDirectories: true)
        try Data(
            """
            input_max_length: 700,900
            datasets: kilt_nq,kilt_nq
            generation_max_length: 20
            test_files: data/kilt/nq-dev.jsonl,data/kilt/nq-dev.jsonl
            demo_files: data/kilt/nq-train.jsonl,data/kilt/nq-train.jsonl
            max_test_samples: 2
            """.utf8
        ).write(to: configs.appendingPathComponent("rag.yaml"))
        try Data(
            """
            input_max_length: 700
            datasets: narrativeqa_400
            generation_max_length: 300
            """.utf8
        ).write(to: configs.appendingPathComponent("longqa.yaml"))
        try FileManager.default.copyItem(
            at: Recorded.folder.appendingPathComponent("data"),
            to: folder.appendingPathComponent("data"))
        return HelmetSuite(
            data: folder, checkout: Recorded.folder.appendingPathComponent("wording"),
            lengths: [700])
    }

    @Test("all that needs no judge is asked when nothing is named")
    func choice() throws {
        let folder = try TemporaryFolder()
        var suite = try suite(folder.url)
        #expect(try suite.tasks().map(\.dataset) == ["kilt_nq"])
        suite.names = ["rag"]
        suite.lengths = [900, 700]
        (suite.mostSamples, suite.usesChat) = (1, true)
        let tasks = try suite.tasks()
        #expect(tasks.map(\.length) == [700, 900])
        #expect(tasks.allSatisfy { $0.usesChat && $0.mostSamples == 1 })
        let set = try suite.set(for: Recorded.tokenizer("organism"))
        // One question at three depths, at two lengths.
        #expect(set.examples.count == 6 && Set(set.examples.map(\.id)).count == 6)
        #expect(set.examples.allSatisfy { $0.prompt == nil && $0.answerStart == nil })
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        func refusal(_ change: (inout HelmetSuite) throws -> Void) throws -> String {
            var suite = HelmetSuite(
                data: folder.url, checkout: Recorded.folder.appendingPathComponent("wording"),
                lengths: [700])
            try change(&suite)
            do {
                _ = try suite.set(for: Recorded.tokenizer("llama"), contextLength: 800)
            } catch {
                return "\(error)"
            }
            return "nothing"
        }
        _ = try suite(folder.url)
        #expect(
            try refusal { $0.lengths = [8192] }
                == "no configuration has the length 8192 for these categories; there are 700, 900.")
        #expect(
            try refusal { $0.names = ["ragged"] }
                .hasPrefix("there is no category or dataset \"ragged\"; there are recall, rag, "))
        #expect(
            try refusal { $0.lengths = [900] }
                == "length 900 is more than the 800 positions of the model.")
        #expect(
            try refusal { $0.names = ["longqa"] }
                == "narrativeqa_400 is cut by the tokens of Llama 2, whose tokenizer cannot be read; leave out its category."
        )
        #expect(
            try refusal { _ in
                try FileManager.default.removeItem(
                    at: folder.url.appendingPathComponent("data/kilt/nq-train.jsonl"))
            }.hasSuffix("--data is the folder in which HELMET's program runs, or its data folder."))
    }

    @Test("the data folder itself does as well as the folder around it")
    func dataFolder() throws {
        let folder = try TemporaryFolder()
        var suite = try suite(folder.url)
        suite.data = folder.url.appendingPathComponent("data")
        #expect(try suite.set(for: Recorded.tokenizer("llama")).examples.count == 6)
    }

    @Test("a row that is none is named with its file and line")
    func badRow() throws {
        let folder = try TemporaryFolder()
        let suite = try suite(folder.url)
        let file = folder.url.appendingPathComponent("data/kilt/nq-dev.jsonl")
        try Data("{\"question\": \"Why?\", \"ctxs\": []}\n".utf8).write(to: file)
        #expect {
            _ = try suite.set(for: Recorded.tokenizer("llama"))
        } throws: { "\($0)" == "\(file.path):1: there is no \"answers\"." }
    }
}

import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// Forms of rows for real language models: plain prompts, stop texts, choices, instructions.
@Suite struct EvaluationFormsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func read(_ line: String) throws -> EvaluationExample {
        let url = folder.file("suite.jsonl")
        try Data(line.utf8).write(to: url)
        return try #require(try EvaluationExample.read(url).first)
    }

    @Test("a row of each form is read, and read again as it is written")
    func forms() throws {
        let rows = [
            #"{"id":"p","category":"c","metric":"WordEM","length":5,"maxTokens":8,"prompt":"1 + 1 =","answers":["2"],"stop":["\n","."]}"#,
            #"{"id":"c","category":"c","metric":"acc","length":5,"prompt":"Sky:","choices":[" blue"," red"],"answers":[" blue"]}"#,
            #"{"id":"n","category":"c","metric":"NLL","length":5,"prompt":"some text"}"#,
            #"{"id":"i","category":"c","metric":"inst_level_strict_acc","length":5,"maxTokens":8,"messages":[{"role":"user","content":"?"}],"instruction_id_list":["punctuation:no_comma","keywords:existence"],"kwargs":[{},{"keywords":["a"],"n":1.5}]}"#,
            #"{"id":"g","category":"c","metric":"str_em","length":5,"maxTokens":8,"prompt":"Q\nAnswer:","answerStart":"Answer:","answerGroups":[["a","b"],["c"]]}"#,
        ]
        let examples = try rows.map(read)
        #expect(
            examples == [
                EvaluationExample(
                    id: "p", category: "c", metric: .wholeWordMatch, length: 5, answers: ["2"],
                    maxTokens: 8, prompt: "1 + 1 =", stop: ["\n", "."]),
                EvaluationExample(
                    id: "c", category: "c", metric: .choiceAccuracy, length: 5, answers: [" blue"],
                    prompt: "Sky:", choices: [" blue", " red"]),
                EvaluationExample(
                    id: "n", category: "c", metric: .likelihood, length: 5, prompt: "some text"),
                EvaluationExample(
                    id: "i", category: "c", metric: .instructionShare, length: 5,
                    messages: [.user("?")], maxTokens: 8,
                    instructions: ["punctuation:no_comma", "keywords:existence"],
                    instructionArguments: [
                        .object([]),
                        .object([
                            JSONMember(key: "keywords", value: .array([.string("a")])),
                            JSONMember(key: "n", value: .double(1.5)),
                        ]),
                    ]),
                EvaluationExample(
                    id: "g", category: "c", metric: .groupRecall, length: 5, maxTokens: 8,
                    prompt: "Q\nAnswer:", answerStart: "Answer:",
                    answerGroups: [["a", "b"], ["c"]]),
            ])
        for example in examples {
            let line = String(decoding: try JSONLines.line(example), as: UTF8.self)
            #expect(try read(line) == example)
        }
    }

    @Test("fields that a row of the old forms does not have are not written")
    func oldRows() throws {
        let example = EvaluationExample(
            id: "a", category: "c", metric: .exactMatch, length: 1, messages: [.user("?")],
            answers: ["x"])
        let line = String(decoding: try JSONLines.line(example), as: UTF8.self)
        #expect(
            line
                == #"{"answers":["x"],"category":"c","id":"a","length":1,"maxTokens":32,"messages":[{"content":"?","role":"user"}],"metric":"EM"}"#
                + "\n")
    }

    @Test("only where likelihoods decide may a row leave out maxTokens")
    func maxTokens() {
        let error = #expect(throws: DataError.self) {
            try read(
                #"{"id":"a","category":"c","metric":"EM","length":1,"prompt":"?","answers":["x"]}"#)
        }
        #expect(error?.description.hasSuffix("maxTokens is missing.") == true)
    }

    func problem(
        _ metric: EvaluationMetric, _ change: (inout EvaluationExample) -> Void = { _ in }
    ) -> String? {
        var example = EvaluationExample(id: "a", category: "c", metric: metric, length: 1)
        example.prompt = "?"
        example.answers = ["x"]
        change(&example)
        return example.problem
    }

    @Test func questions() {
        #expect(problem(.exactMatch) == nil)
        #expect(problem(.exactMatch) { $0.prompt = "" } == "prompt is empty")
        #expect(problem(.exactMatch) { $0.prompt = nil } == "messages is empty")
        #expect(
            problem(.exactMatch) { $0.messages = [.user("?")] }
                == "it has both messages and prompt; give one of them")
        #expect(
            problem(.exactMatch) { $0.inputs = TemplateInputs(tools: .array([.object([])])) }
                == "prompt goes through no chat template; leave out tools")
        func chat(_ messages: [ChatMessage]) -> String? {
            problem(.exactMatch) { ($0.prompt, $0.messages) = (nil, messages) }
        }
        #expect(chat([.user("?"), .assistant("It is")]) == nil)
        #expect(
            chat([.user("?"), .assistant(" \n")])
                == "the last message is the assistant's and says nothing that an answer could go on from"
        )
    }

    @Test func stops() {
        func stop(_ texts: [String]) -> String? { problem(.exactMatch) { $0.stop = texts } }
        #expect(stop([]) == nil && stop(["\n\n"]) == nil)
        #expect(stop(["a", ""]) == "stop has an empty text")
        #expect(
            stop(Array(repeating: "x", count: 65)) == "stop has 65 texts; give at most 64")
        #expect(
            stop([String(repeating: "\u{e9}", count: 513)])
                == "stop has a text of more than 1024 bytes")
        #expect(
            problem(.likelihood) { $0.stop = ["x"] } == "NLL generates nothing that stop could end")
    }

    @Test func answerGroups() {
        func groups(_ groups: [[String]]?) -> String? {
            problem(.listRecall) { $0.answerGroups = groups }
        }
        #expect(groups([["a"]]) == nil)
        for wrong in [nil, [], [["a"], []]] as [[[String]]?] {
            #expect(
                groups(wrong)
                    == "qampari_rec_top5 needs answerGroups, lists with an answer at least")
        }
    }

    @Test func choices() {
        func choices(_ texts: [String]?, _ answers: [String] = [" a"]) -> String? {
            problem(.normalizedChoiceAccuracy) { ($0.choices, $0.answers) = (texts, answers) }
        }
        #expect(choices([" a", " b"]) == nil)
        #expect(choices(nil) == "acc_norm needs choices, at least two")
        #expect(choices([" a"]) == "acc_norm needs choices, at least two")
        #expect(choices([" a", " "]) == "choices has a text that is empty or blank")
        #expect(choices([" a", " b", " a"]) == "choices has a text twice")
        #expect(choices([" a", " b"], []) == "acc_norm needs answers")
        #expect(choices([" a", " b"], ["b"]) == "the answer \"b\" is none of the choices")
        // Two texts by their code points.
        #expect(choices(["caf\u{E9}", "cafe\u{301}"], ["cafe\u{301}"]) == nil)
    }

    @Test func instructions() {
        func instructions(_ names: [String]?, _ arguments: [JSONValue]?) -> String? {
            problem(.promptInstructions) {
                ($0.instructions, $0.instructionArguments) = (names, arguments)
            }
        }
        #expect(instructions(["punctuation:no_comma"], [.object([])]) == nil)
        #expect(instructions(nil, nil) == "prompt_level_strict_acc needs instruction_id_list")
        #expect(
            instructions(["punctuation:no_comma"], nil)
                == "kwargs has 0 objects for 1 instructions; give one for each")
    }

    @Test func wordsAndLikelihoods() {
        #expect(
            problem(.wholeWordMatch) { $0.answers = ["?!"] }
                == "WordEM needs answers of words, and \"?!\" has none")
        #expect(problem(.likelihood) == nil)
        #expect(
            problem(.likelihood) { $0.tokens = [1, 2] }
                == "it has both tokens and prompt; give one of them")
        #expect(
            problem(.likelihood) { $0.scoredFrom = 0 } == "scoredFrom is 0; give 1 or more")
    }
}

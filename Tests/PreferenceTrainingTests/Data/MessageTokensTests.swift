import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import PreferenceTraining

/// Messages that hold more than a role and a text, against what
/// `Fixtures/preference/make_preference_messages.py` recorded from TRL 0.24.
@Suite struct MessageTokensTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    struct Case: Decodable {
        struct Row: Decodable {
            var row: String
            var prompt: String
            var chosen: String
            var rejected: String
            var promptIDs: [Int]
            var chosenIDs: [Int]
            var rejectedIDs: [Int]
            enum CodingKeys: String, CodingKey {
                case row, prompt, chosen, rejected
                case promptIDs = "prompt_input_ids"
                case chosenIDs = "chosen_input_ids"
                case rejectedIDs = "rejected_input_ids"
            }
        }
        var name: String
        var template: String
        var rows: [Row]
    }

    static func cases() throws -> [Case] {
        try JSONDecoder().decode([Case].self, from: Fixture.data("preference/messages.json"))
    }

    func text(_ template: String) throws -> ChatTokenizer {
        for name in ["tokenizer.json", "tokenizer_config.json", "config.json"] {
            try Fixture.data("preference/model/\(name)").write(to: folder.file(name))
        }
        try Data(template.utf8).write(to: folder.file("chat_template.jinja"))
        return try ChatTokenizer.load(folder.url)
    }

    func pairs(_ rows: [String]) throws -> PreferencePair.Rows {
        let file = folder.file("pairs.jsonl")
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        return try PreferencePair.rows(of: file)
    }

    @Test func paperModeEqualsTRL() throws {
        for known in try Self.cases() {
            let text = try text(known.template)
            let tokens = try PreferenceTokens(text, mode: .paper)
            let pairs = try pairs(known.rows.map(\.row))
            #expect(pairs.rows.count == known.rows.count && pairs.problems.isEmpty)
            for (row, expected) in zip(pairs.rows, known.rows) {
                let made = try tokens.tokens(row.pair)
                #expect(
                    made
                        == TokenizedPair(
                            prompt: expected.promptIDs, chosen: expected.chosenIDs,
                            rejected: expected.rejectedIDs),
                    "\(known.name) \(row.line): \(text.tokenizer.decode(made.chosen.tokens))")
            }
        }
    }

    /// Mode corrected has the same text, with one end of turn, but for an opened thought: that stays
    /// with the answer that begins with it.
    @Test func correctedModeLosesNothing() throws {
        for known in try Self.cases() {
            let text = try text(known.template)
            let tokens = try PreferenceTokens(text, mode: .corrected)
            func ids(_ text: String, _ tokenizer: Tokenizer) throws -> [Int] {
                try tokenizer.encode(text, addSpecialTokens: false)
            }
            for (row, expected) in zip(try pairs(known.rows.map(\.row)).rows, known.rows) {
                // Only the first row of those that open a thought differs from TRL.
                let thought = known.name == "think" && row.line == 1 ? "<think>\n" : ""
                #expect(
                    try tokens.tokens(row.pair)
                        == TokenizedPair(
                            prompt: expected.promptIDs,
                            chosen: ids(thought + expected.chosen, text.tokenizer),
                            rejected: ids(expected.rejected, text.tokenizer)),
                    "\(known.name) \(row.line)")
            }
        }
    }

    /// Where the template writes no end of turn, an answer that speaks of one is not cut there; where it
    /// writes one, that one ends it.
    @Test(arguments: ["", "<|eot|>", "<|eot|>\n", " ."])
    func anAnswerMaySpeakOfTheEnd(mark: String) throws {
        let text = try text(
            "{%- for m in messages %}{{- '<|start|>' + m.role + '<|head|>' + m.content }}{%- if m.role == 'assistant' %}{{- '\(mark.replacingOccurrences(of: "\n", with: "\\n"))' }}{%- endif %}{%- endfor %}{%- if add_generation_prompt %}{{- '<|start|>assistant<|head|>' }}{%- endif %}"
        )
        let tokens = try PreferenceTokens(text, mode: .corrected)
        let answers = ["The mark <|eot|> ends a turn.", "It ends with <|eot|>", "Blue."]
        let end = try #require(text.tokenizer.id(of: "<|eot|>"))
        for answer in answers {
            let made = try tokens.tokens(
                PreferencePair(
                    prompt: [.user("q")], chosen: [.assistant(answer)],
                    rejected: [.assistant("Red.")]))
            // Nothing after the mark counts; what stands in its place does.
            let kept = mark.hasPrefix("<|eot|>") ? answer : answer + mark
            let expected = try text.tokenizer.encode(kept, addSpecialTokens: false) + [end]
            #expect(made.chosen.completion == expected, "\(answer) \(mark)")
        }
    }

    /// As in TRL 1: the assistant goes on after the answer of a tool.
    @Test func aPromptMayEndWithAToolsAnswer() throws {
        let text = try text(try Self.cases()[0].template)
        let call =
            #"{"role":"assistant","tool_calls":[{"function":{"name":"find","arguments":{}}}]}"#
        let row =
            #"{"prompt":[{"role":"user","content":"q"},\#(call),{"role":"tool","content":"Oslo"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
        let tokens = try PreferenceTokens(text, mode: .corrected)
        let made = try tokens.tokens(try pairs([row]).rows[0].pair)
        let prompt = try text.tokenizer.encode(
            "<|begin|><|start|>user<|head|>q<|eot|><|start|>assistant<|head|> call: find{}<|eot|><|start|>tool<|head|>Oslo<|eot|><|start|>assistant<|head|>",
            addSpecialTokens: false)
        #expect(made.chosen.prompt == prompt)
        #expect(
            made.chosen.completion
                == (try text.tokenizer.encode("a<|eot|>", addSpecialTokens: false)))
    }

    /// Templates disagree on what the arguments of a call are: an object (as Hugging Face has it) or a
    /// text (as OpenAI has it). The wrong one refuses the row, as transformers raises.
    @Test(arguments: [
        (
            "{%- for key, value in call.function.arguments | items %}{{- key ~ '=' ~ value }}{%- endfor %}",
            1
        ),
        ("{{- ' ' + call.function.arguments }}", 0),
    ])
    func argumentsOfAnotherKindRefuseTheRow(printed: String, refused: Int) throws {
        let text = try text(
            "{%- for m in messages %}{{- m.role + ': ' }}{%- if m.content is string %}{{- m.content }}{%- endif %}{%- for call in m.tool_calls or [] %}\(printed){%- endfor %}{{- '<|eot|>' }}{%- endfor %}"
        )
        let rows = [#"{"city":"Paris"}"#, #""{\"city\":\"Paris\"}""#].map { arguments in
            #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f","arguments":\#(arguments)}}]}],"rejected":[{"role":"assistant","content":"b"}]}"#
        }
        let tokens = try PreferenceTokens(text, mode: .corrected)
        let dataset = try PairDataset(
            pairs(rows), tokens: tokens, options: PreferenceOptions(), contextLength: 256)
        #expect(dataset.pairs.count == 1)
        #expect(dataset.problems.refused.first.map(\.line) == [refused + 1])
    }

    /// A row that the template refuses, or of which it would print a program's list, is refused by itself.
    @Test func rowsThatCannotBeRenderedAreRefused() throws {
        let text = try text(
            "{%- for m in messages %}{%- if m.content == 'no' %}{{- raise_exception('no such talk') }}{%- endif %}{{- m.role }}: {{ m.content | trim }}<|eot|>{%- endfor %}"
        )
        func row(_ content: String) -> String {
            #"{"prompt":[{"role":"user","content":\#(content)}],"chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}"#
        }
        let file = try pairs([
            row(#""fine""#), row(#""no""#), row(#"[{"type":"text","text":"hi"}]"#), row(#""too""#),
        ])
        #expect(file.rows.count == 4)
        let tokens = try PreferenceTokens(text, mode: .corrected)
        let dataset = try PairDataset(
            file, tokens: tokens, options: PreferenceOptions(), contextLength: 256)
        #expect(dataset.pairs.count == 2 && dataset.problems.refused.first.map(\.line) == [2, 3])
        #expect(dataset.problems.refused.first[0].reason.contains("no such talk"))
        #expect(
            dataset.problems.refused.first[1].reason.contains(
                "messages[0].content as a Python list"))
        #expect {
            try PairDataset(
                file, tokens: tokens, options: PreferenceOptions(), contextLength: 256,
                isStrict: true)
        } throws: { "\($0)".contains("pairs.jsonl:2: ") && "\($0)".contains("1 more row") }
        #expect(throws: DataError.self) {
            try PairDataset(
                try pairs([row(#""no""#)]), tokens: tokens, options: PreferenceOptions(),
                contextLength: 256)
        }
    }
}

import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import DecoderModels

/// Texts that end an answer, wherever tokens begin and end.
@Suite struct StopTextsTests {
    static let text = "The pot.\n\nUnder 日本語 it — café, cafe\u{301}! The pot."

    /// Every text of one to four code points, and one that does not occur.
    @Test(arguments: ["llama", "qwen", "mixed", "olmo"]) func everyPartIsFound(name: String) throws
    {
        let tokenizer = try Tokenizer.load(Fixture.url("tokenization/\(name)"))
        let ids = try tokenizer.encode(Self.text, addSpecialTokens: false)
        let whole = tokenizer.decode(ids)
        let scalars = Array(whole.unicodeScalars)
        var crossing = 0
        for length in 1...4 {
            for start in 0...scalars.count - length {
                let stop = String(String.UnicodeScalarView(scalars[start..<start + length]))
                var texts = StopTexts([stop], tokenizer)
                let count = (ids.firstIndex { !texts.take($0) } ?? ids.count - 1) + 1
                let cut = try #require(whole.exactRange(of: stop)).lowerBound
                #expect(Array(texts.text.utf8) == Array(whole[..<cut].utf8), "\(stop)")
                // The first token after which the text is there.
                let first = try #require(
                    (1...ids.count).first {
                        tokenizer.decode(Array(ids[..<$0])).containsExactly(stop)
                    })
                #expect(count == first, "\(stop)")
                if !tokenizer.decode([ids[count - 1]]).containsExactly(stop) { crossing += 1 }
            }
        }
        // Among them are texts that no token has whole.
        #expect(crossing > 20)
        var none = StopTexts(["pots", "\n\n\n"], tokenizer)
        #expect(ids.allSatisfy { none.take($0) } && none.end == nil)
        #expect(Array(none.text.utf8) == Array(whole.utf8))
    }

    @Test func ofSeveralTheFirstInTheTextCounts() throws {
        let tokenizer = try Tokenizer.load(Fixture.url("tokenization/llama"))
        let ids = try tokenizer.encode("one two three", addSpecialTokens: false)
        func cut(_ stops: [String]) -> String {
            var texts = StopTexts(stops, tokenizer)
            _ = ids.allSatisfy { texts.take($0) }
            return texts.text
        }
        #expect(cut(["three", " two"]) == "one" && cut(["three", "e t"]) == "on")
        #expect(cut(["hree", "three"]) == "one two " && cut(["four"]) == "one two three")
    }
}

/// Rows of one batch that end at texts of their own.
@Suite struct StoppedAnswerTests {
    let folder = Fixture.url("preference/model")

    @Test func answersAreCutWhateverTheBatch() throws {
        let model = try DecoderModel.load(folder)
        let chat = try ChatTokenizer.load(folder)
        let questions = ["Where is the lamp?", "Hi", "Why?", "Name three rivers.", "What now?"]
        func requests(_ stops: [[String]]) -> [CompletionRequest] {
            zip(questions, stops).map { question, stop in
                CompletionRequest(
                    prompt: ModelPrompt(messages: [.user(question)]),
                    sampling: .greedy(maxTokens: 24), stop: stop)
            }
        }
        let free = try ModelResponder(model: model, text: chat)
            .respond(to: requests(questions.map { _ in [] }))
        // Of each answer a part of its own, so that rows end at different steps; the last has none.
        let stops = free.enumerated().map { place, answer -> [String] in
            let scalars = Array(answer.text.unicodeScalars)
            guard place < free.count - 1, scalars.count > 6 + 3 * place else {
                return ["\u{1}none"]
            }
            return [
                String(String.UnicodeScalarView(scalars[3 + 3 * place..<6 + 3 * place])),
                "\u{1}none",
            ]
        }
        let cut = try zip(free, stops).map { answer, stops in
            try #require(
                stops.compactMap { answer.text.exactRange(of: $0)?.lowerBound }.min().map {
                    String(answer.text[..<$0])
                } ?? answer.text)
        }
        #expect(zip(cut, free).count { !$0.isExactly($1.text) } >= 3)
        for rows in [1, 2, 64] {
            let answers = try ModelResponder(model: model, text: chat, batchRows: rows)
                .respond(to: requests(stops))
            for (index, answer) in answers.enumerated() {
                #expect(answer.text.isExactly(cut[index]))
                let isCut = !cut[index].isExactly(free[index].text)
                #expect(answer.finishReason == (isCut ? "stop" : free[index].finishReason))
                #expect(isCut ? answer.tokens < free[index].tokens : answer == free[index])
            }
        }
    }

    /// Rows of the stream share a document that is computed once; answers stay what they are.
    @Test func promptsThatBeginAlikeShareTheirBeginning() throws {
        // The fixture with more positions.
        let copy = try TemporaryFolder()
        let longer = copy.file("model")
        try FileManager.default.copyItem(at: folder, to: longer)
        let file = longer.appendingPathComponent("config.json")
        let configuration = try String(contentsOf: file, encoding: .utf8)
        try Data(
            configuration.replacing(
                "\"max_position_embeddings\": 256", with: "\"max_position_embeddings\": 2048"
            ).utf8
        ).write(to: file)
        let model = try DecoderModel.load(longer)
        let chat = try ChatTokenizer.load(longer)
        let document = (0..<20).map { "Line \($0) of the book is about lamp \($0 * 7 % 31)." }
            .joined(separator: " ")
        let requests = ["Where?", "Who has the lamp?", "Why is it so?", "When was that then?"].map {
            CompletionRequest(
                prompt: ModelPrompt(text: "\(document)\n\n\($0)"), sampling: .greedy(maxTokens: 8))
        }
        let count = try chat.ids(requests[0].prompt).count
        try #require(count > 256 && count < model.configuration.contextLength - 16)
        let alone = try ModelResponder(model: model, text: chat).respond(to: requests)
        for rows in [1, 3, 8] {
            let shared = ModelResponder(
                model: model, text: chat, batchRows: rows, sharesPrefixes: true)
            #expect(try shared.respond(to: requests) == alone)
        }
    }
}

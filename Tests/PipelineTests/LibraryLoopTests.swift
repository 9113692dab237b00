import Foundation
import RetMask
import TestSupport
import Testing

/// The program of the README: the text between the two marks is the README's, line by line, but for
/// the folders, which a test has of its own.
@Suite struct LibraryLoopTests {
    @Test func theProgramOfTheReadme() throws {
        let folder = try TemporaryFolder()
        let prompts = try EmbeddedOrganism.world().contrastPrompts(
            count: 24, lengths: [64], tokenizer: LoadedModel("organism").chat.tokenizer, seed: 1)
        let run = RunFolder(folder.file("run"))
        let chats = folder.file("chats.jsonl")
        try JSONLines.write(prompts.map { ["prompt": $0.prompt] }, to: chats)

        // README
        let model = try LoadedModel("organism")  // or a Hugging Face folder
        let found = try DetectStage().run(model, out: run.scores)
        let mask = try SelectStage(.top(4)).run(scores: run.scores, out: run.mask)
        try ContrastStage(prompts: PromptSource(file: chats), mask: mask).run(model, out: run.pairs)
        try PreferStage().run(model, pairs: run.pairs, out: run.retmask)
        let better = try LoadedModel(run.retmask.path)
        let answers = try EvaluateStage(.suite()).run(better, answers: run.answers("RetMask"))
        print(found.sentence, EvaluationSummary.rows(answers, model: "RetMask").map(\.mean))
        // end

        #expect(mask.heads.count == 4 && found.scores.samples > 0)
        #expect(!answers.isEmpty)
        let weights = "model.safetensors"
        #expect(
            try Fingerprint.of(file: run.retmask.appending(path: weights))
                != Fingerprint.of(file: model.folder.appending(path: weights)))
        #expect(try !JSONLines.read(PreferencePair.self, from: run.pairs).isEmpty)
        let readme = try String(
            contentsOf: Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("README.md"), encoding: .utf8)
        let text = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        let body = try #require(
            text.components(separatedBy: "// README\n").dropFirst().first?
                .components(separatedBy: "        // end").first)
        let program = body.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(program.count > 5)
        #expect(readme.contains("import RetMask\n"))
        #expect(readme.contains("let run = RunFolder("))
        #expect(readme.contains(program.joined(separator: "\n")))
    }
}

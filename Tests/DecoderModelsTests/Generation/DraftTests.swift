import TestSupport
import Testing

@testable import DecoderModels

/// A draft makes a greedy answer quicker and never another one.
@Suite struct DraftTests {
    static let prompts = [
        (0..<30).map { 3 + ($0 * 7) % 90 }, (0..<11).map { 5 + ($0 * 13) % 90 },
        (0..<22).map { 4 + ($0 * 5) % 90 },
    ]

    func requests(_ drafts: [[Int]], maxTokens: Int = 12) -> [GenerationRequest] {
        zip(Self.prompts, drafts).map {
            GenerationRequest(
                prompt: $0, sampling: .greedy(maxTokens: maxTokens), draft: $1)
        }
    }

    @Test(
        "right, wrong, half right, absent and too long drafts",
        arguments: ["llama", "qwen2", "qwen3", "olmo3", "mistral"])
    func sameAnswers(_ name: String) throws {
        let model = try Golden(name).model
        let generator = Generator(model: model, stopIDs: [], prefillChunk: 10)
        let plain = try generator.generate(batch: requests([[], [], []]), observe: true)
        let answers = plain.map(\.tokens)
        let half = Array(answers[1].prefix(4)) + [91, 92]
        let drafts = [
            [answers[0], half, []],
            [[90, 91], answers[1], answers[2]],
            // Begins with other tokens; goes on beyond the limit.
            [[7, 8] + answers[0] + [9, 9, 9], [], half],
            [[], [], Array(answers[2].prefix(1))],
        ]
        for list in drafts {
            let drafted = try generator.generate(batch: requests(list), observe: true)
            #expect(drafted.map(\.tokens) == answers)
            #expect(drafted.map(\.attended) == plain.map(\.attended))
        }
    }

    @Test("an answer ends where it ends without a draft")
    func stops() throws {
        let model = try Golden("llama").model
        let endless = try Generator(model: model, stopIDs: [])
            .generate(batch: requests([[], [], []]), observe: true)
        // The fourth token of the first row ends answers from now on.
        let stop = endless[0].tokens[3]
        let generator = Generator(model: model, stopIDs: [stop])
        let plain = try generator.generate(batch: requests([[], [], []]), observe: true)
        let drafted = try generator.generate(
            batch: requests(endless.map(\.tokens)), observe: true)
        #expect(drafted == plain)
        #expect(plain[0].finishReason == "stop")
    }

    @Test("fewer passes: a right draft of n tokens takes one in place of n")
    func fewerPasses() throws {
        let model = try Golden("llama").model
        let generator = Generator(model: model, stopIDs: [])
        let answer = try generator.generate(batch: [requests([[]])[0]])[0].tokens
        let drafted = [requests([answer])[0]]
        var batch = GenerationBatch(
            drafted, admission: .together(drafted), model: model, stopIDs: [])
        let prompts = try generator.prefill(drafted, reserve: 256)
        let slots = try batch.join(batch.takeJoining(), prompts: prompts.cache)
        try batch.advance(slots, model.logits(prompts.hidden))
        // Of 12 tokens one is there and one comes for nothing.
        #expect(batch.drafts == [Array(answer[1..<11])])
        try generator.takeDrafts(&batch, observes: false)
        #expect(batch.isEmpty && batch.takeFinished().map(\.sequence.tokens) == [answer])
    }
}

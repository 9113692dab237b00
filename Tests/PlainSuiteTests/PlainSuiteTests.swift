import Artifacts
import Numbers
import Storage
import Testing

@testable import PlainSuite

@Suite struct PlainSuiteTests {
    static let timed = PlainTask.allCases.filter { !$0.isControl }

    @Test(
        "prompts have at most their length and at least 95% of it", arguments: PromptForm.allCases)
    func lengths(form: PromptForm) throws {
        let meter = ScriptedMeter()
        let lengths = [1024, 2048]
        let examples = try PlainSuite.made(Self.timed, form: form, lengths: lengths, examples: 6)
        #expect(examples.count == Self.timed.count * 2 * 6)
        for example in examples {
            let tokens = meter.tokens(of: example)
            #expect(tokens <= example.length)
            #expect(Double(tokens) >= 0.95 * Double(example.length), "\(example.id): \(tokens)")
            #expect(example.problem == nil, "\(example.id): \(example.problem ?? "")")
        }
    }

    @Test("all forms ask the same questions")
    func forms() throws {
        let made = try PromptForm.allCases.map { form in
            try PlainSuite.made(PlainTask.allCases, form: form, examples: 6)
        }
        for examples in made.dropFirst() {
            #expect(examples.map(\.id) == made[0].map(\.id))
            for (one, other) in zip(made[0], examples) where one.category != "cite" {
                #expect(
                    one.answers.map { $0.drop { $0 == " " } }
                        == other.answers.map { $0.drop { $0 == " " } }, "\(one.id)")
                #expect(one.instructions == other.instructions)
            }
        }
        for (chat, completion) in zip(made[0], made[2])
        where chat.metric != .likelihood && chat.category != PlainTask.jsonPairs.rawValue
            && chat.category != PlainTask.instructions.rawValue
        {
            #expect(chat.asked == completion.asked, "\(chat.id)")
        }
    }

    @Test("each form has its fields: turns, the beginning of the answer, stops")
    func fields() throws {
        for task in PlainTask.allCases where task != .fluency {
            let chat = try PlainSuite.made([task], form: .chat, examples: 1)[0]
            #expect(chat.prompt == nil && chat.messages.map(\.role) == ["user"] && chat.stop == nil)
            let start = try PlainSuite.made([task], form: .chatStart, examples: 1)[0]
            #expect(start.messages.first == chat.messages.first || !task.isControl)
            if task != .instructions {
                #expect(start.messages.last == ChatMessage(role: "assistant", content: task.cue))
            }
            let plain = try PlainSuite.made([task], examples: 1)[0]
            #expect(plain.messages.isEmpty && plain.shown.hasSuffix("\n\(task.cue)"))
            // Demonstrations and the cue of the question itself.
            let isShown = task != .numberLabels && task != .wordLabels
            if isShown { #expect(plain.shown.count(of: "\n\(task.cue)") == 3, "\(task)") }
            #expect(task == .facts || plain.stop == task.stop)
        }
    }

    @Test("more examples or other lengths do not change an example, another seed does")
    func stability() throws {
        let few = try PlainSuite.made([.rag, .longqa], examples: 2)
        let many = try PlainSuite.made([.longqa, .rag], lengths: [2048, 1024], examples: 4)
        for example in few { #expect(many.contains(example)) }
        let other = try PlainSuite.made([.rag, .longqa], examples: 2, seed: 2)
        #expect(zip(few, other).allSatisfy { $0.shown != $1.shown && $0.answers != $1.answers })
    }

    @Test("what cannot be asked is refused in words")
    func refusals() throws {
        func message(_ make: () throws -> Void) -> String {
            do { try make() } catch let error as UsageError { return error.description } catch {
                return "\(error)"
            }
            return ""
        }
        let noTemplate = ScriptedMeter(hasChatTemplate: false)
        #expect(
            message { _ = try PlainSuite.made([.rag], form: .chat, meter: noTemplate) }
                .contains("needs a chat template"))
        let short = ScriptedMeter(contextLength: 512)
        #expect(
            message { _ = try PlainSuite.made([.rag], meter: short) }
                .contains("length 1024 is more than the 512 positions"))
        let text = message { _ = try PlainSuite.made([.rag], lengths: [100]) }
        #expect(text.contains("100 tokens are too few for rag"), "\(text)")
        #expect(message { _ = try PlainTask.named(["rags"]) }.contains("no category \"rags\""))
        #expect(message { _ = try PlainSuite.made([.rag], examples: 0) }.contains("examples is 0"))
    }

    @Test("a prompt as long as the model leaves room for its answer")
    func room() throws {
        let meter = ScriptedMeter(contextLength: 1024)
        for example in try PlainSuite.made(Self.timed, examples: 2, meter: meter) {
            #expect(meter.tokens(of: example) + example.maxTokens <= 1024, "\(example.id)")
        }
    }

    @Test("best takes each task's form, and completion without a template")
    func best() throws {
        var suite = PlainSuite()
        suite.tasks = [.rag, .instructions]
        suite.lengths = [1024]
        suite.examples = 1
        let examples = try suite.examples(for: ScriptedMeter())
        #expect(examples.map { $0.extra?["form"] } == suite.tasks.map(\.bestForm.rawValue))
        let plain = try suite.examples(for: ScriptedMeter(hasChatTemplate: false))
        #expect(plain.allSatisfy { $0.prompt != nil })
        #expect(FormChoice(rawValue: "chat-start") == .form(.chatStart))
        #expect(FormChoice(rawValue: "best") == .best && FormChoice(rawValue: "chats") == nil)
    }

    @Test("categories stand for their tasks, variants are asked by name")
    func names() throws {
        #expect(try PlainTask.named(["recall"]) == [.jsonPairs, .needleKeys, .needleValues])
        #expect(try PlainTask.named(["cite_recall", "cite"]) == [.cite, .citeRecall])
        #expect(try PlainTask.named([]).count == PlainTask.allCases.count - 3)
        for category in PlainCategory.allCases { #expect(!category.tasks.isEmpty) }
    }
}

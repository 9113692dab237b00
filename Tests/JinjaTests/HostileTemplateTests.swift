import Foundation
import Storage
import Testing

@testable import Jinja

/// A template comes with a folder from elsewhere: whatever it does, it is rendered or refused with
/// a sentence, within the budget of one rendering.
@Suite struct HostileTemplateTests {
    /// The text, or the sentence after `!`.
    static func outcome(_ source: String) -> String {
        do {
            return try Template(source).render(["s": .string("abc"), "l": .array([.int(1)])])
        } catch let error as DataError {
            return "!\(error.description)"
        } catch { return "no DataError: \(error)" }
    }

    static let huge = "9223372036854775807"
    static let steps = "!steps", text = "!MiB of text", deep = "!nested"

    /// The expected text, or after `!` a part of the sentence.
    static let cases: [(String, String)] = extremeNumbers + doublings + copies + nesting + work

    @Test(arguments: cases.indices)
    func endsInASentenceOrAText(_ index: Int) {
        let (source, expected) = Self.cases[index]
        let outcome = Self.outcome(source)
        if expected.hasPrefix("!") {
            #expect(outcome.hasPrefix("!template line "), "\(source.prefix(200))")
            #expect(
                outcome.contains(expected.dropFirst()),
                "\(source.prefix(200)): \(outcome.prefix(300))")
        } else {
            #expect(outcome == expected, "\(source.prefix(200)): \(outcome.prefix(300))")
        }
    }

    @Test func nothingIsLeftOfARendering() throws {
        // A namespace that holds itself, a macro in its own scope, loops that hold loops.
        weak var space: Namespace?
        func render() throws {
            let own = Namespace(Mapping())
            space = own
            let budget = RenderBudget()
            own.values["a"] = .object(own)
            try budget.hold(own)
            budget.release()
        }
        try render()
        #expect(space == nil)
    }

    @Test func budgetIsOneForTheWholeRendering() throws {
        // Each part alone is well within it.
        let part = "{% for i in range(100000) %}{% set x = i %}{% endfor %}"
        #expect(Self.outcome(part) == "")
        #expect(Self.outcome(String(repeating: part, count: 20)).contains("steps"))
        // Another rendering of the same template has its own.
        let template = try Template(part)
        for _ in 0..<3 { #expect(try template.render([:]) == "") }
    }

    @Test func aBudgetIsWhatItsCallerSaysAndIsShared() throws {
        let template = try Template("{% for i in range(100) %}{{ 'a' * 1100 }}{% endfor %}")
        func sentence(_ budget: RenderBudget) -> String? {
            #expect(throws: DataError.self) { try template.render([:], budget: budget) }?
                .description
        }
        #expect(sentence(RenderBudget(steps: 100))?.hasSuffix("more than 100 steps.") ?? false)
        #expect(
            sentence(RenderBudget(mebibytes: 0))?.hasSuffix("more than 0 MiB of text.") ?? false)
        // A rendering makes 110,000 bytes of text twice, as values and as output, so that four fit
        // into one MiB, 1,048,576 bytes, and five do not.
        let budget = RenderBudget(mebibytes: 1)
        for _ in 0..<4 { #expect(try template.render([:], budget: budget).utf8.count == 110_000) }
        #expect(sentence(budget)?.hasSuffix("more than 1 MiB of text.") ?? false)
    }

    /// What Jinja knows and this interpreter does not is refused by its name, never printed as nothing.
    @Test(arguments: [
        ("{{ l | random }}", "the filter random is not supported"),
        ("{{ l | pprint }}", "the filter pprint is not supported"),
        ("{{ s | wordwrap(3) }}", "the filter wordwrap is not supported"),
        ("{{ 5 | filesizeformat }}", "the filter filesizeformat is not supported"),
        ("{{ s | striptags }}", "the filter striptags is not supported"),
        ("{{ s | urlize }}", "the filter urlize is not supported"),
        ("{{ {} | xmlattr }}", "the filter xmlattr is not supported"),
        ("{{ lipsum() }}", "lipsum gives random text"),
        ("{{ s.encode('utf8') }}", "the method encode of a string"),
        ("{{ s.translate({}) }}", "the method translate of a string"),
        ("{{ (5).bit_length() }}", "the method bit_length of an integer"),
        ("{{ {}.fromkeys([1]) }}", "the method fromkeys of a mapping"),
        ("{{ l | map('string') }}", "a generator is printed"),
        ("{{ s.upper }}", "upper is printed but not called"),
        ("{{ joiner() }}", "a joiner cannot be printed"),
        ("{{ {}.keys() == {}.keys() }}", "views of mappings are compared"),
        ("{% block a %}{% endblock %}", "the tag \"block\" is not supported"),
        ("{{ l | join(sep=',') }}", "has no argument \"sep\"; it takes d, attribute."),
    ])
    func unsupportedIsRefusedByName(_ source: String, _ sentence: String) {
        #expect(Self.outcome(source).contains(sentence), "\(Self.outcome(source))")
    }
}

import Artifacts
import Testing

@testable import LongContextEval

@Suite struct PromptBeginningTests {
    func example(_ prompt: String) -> EvaluationExample {
        EvaluationExample(
            id: prompt, category: "recall", metric: .exactMatch, length: 512, prompt: prompt)
    }

    @Test("what follows a shared context is read; a context that comes back later is read again")
    func shares() {
        let one = String(repeating: "a", count: 900)
        let two = String(repeating: "b", count: 900)
        let prompts = ["\(one) 1 what?    ", one + " 2" + one + "  ", "\(two) 1", "\(one) 1"]
        let shares = EvaluationExample.sharesToRead(prompts.map(example))
        // The second, of 1804 bytes, shares the first 901.
        #expect(shares[0] == 1 && shares[2] == 1 && shares[3] == 1)
        #expect(abs(shares[1] - (1 - 901.0 / 1804)) < 1e-12)
    }

    @Test("less than a page, or less than half of the shorter one, is no context")
    func tooLittle() {
        let page = String(repeating: "a", count: 511)
        #expect(
            EvaluationExample.sharesToRead([example(page + "1"), example(page + "2")]) == [1, 1])
        let long = page + "aa"
        #expect(
            EvaluationExample.sharesToRead([example(long + "1"), example(long + "2")])[1] < 0.01)
        let (left, right) = (
            String(repeating: "b", count: 514), String(repeating: "c", count: 600)
        )
        #expect(
            EvaluationExample.sharesToRead([example(long + left), example(long + right)]) == [1, 1])
        #expect(EvaluationExample.sharesToRead([]).isEmpty)
    }

    @Test("messages count as their texts") func messages() {
        let book = String(repeating: "book ", count: 200)
        let asked = ["who?", "what?"].map { question in
            EvaluationExample(
                id: question, category: "rag", metric: .exactMatch, length: 512,
                messages: [.user("\(book)\n\(question)")])
        }
        let shares = EvaluationExample.sharesToRead(asked)
        // "wh" is common too: 1000 + 1 + 2 bytes of 1006.
        #expect(shares[0] == 1 && abs(shares[1] - 3.0 / 1006) < 1e-12)
    }
}

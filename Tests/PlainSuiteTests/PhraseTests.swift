import Numbers
import Testing

@testable import PlainSuite

@Suite struct PhraseTests {
    @Test("choices are drawn, holes are filled, a capital hole starts with a capital")
    func making() {
        var stream = SeededGenerator(seed: 1)
        let made = (0..<200).map { _ in
            Phrase.make("{What} is [old|[very |]new|{what}].", ["what": "a bridge"], &stream)
        }
        #expect(
            Set(made) == [
                "A bridge is old.", "A bridge is very new.", "A bridge is new.",
                "A bridge is a bridge.",
            ])
        #expect(Phrase.fill("{a} {b}", ["a": "x"]) == "x {b}")
        #expect(Phrase.fill("no hole", [:]) == "no hole")
    }
}

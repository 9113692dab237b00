import Foundation
import Storage
import Testing

/// `é` as one code point and as two: equal to Swift, two texts to Python.
@Suite struct ExactTextTests {
    let composed = "caf\u{E9}"
    let decomposed = "cafe\u{301}"

    @Test func equalityIsThatOfCodePoints() {
        #expect(composed == decomposed)
        #expect(!composed.isExactly(decomposed) && composed.isExactly("caf\u{E9}"))
        // A substring, and text that Foundation holds in UTF-16.
        #expect("xcaf\u{E9}".dropFirst().isExactly(composed))
        #expect(NSString(string: composed).appending("").isExactly(composed))
        #expect(Set([composed, decomposed].map { ExactText($0) }).count == 2)
        #expect(
            Set([[composed, "b"], [composed + "b", ""]].map { $0.map { ExactText($0) } }).count == 2
        )
        #expect(ExactText(decomposed) < ExactText(composed))
    }

    @Test func partsAreFoundWithinCharacters() {
        #expect(!decomposed.contains("cafe") && decomposed.containsExactly("cafe"))
        #expect(!composed.containsExactly("cafe") && !composed.containsExactly(decomposed))
        #expect("a\r\nb".containsExactly("\r") && "".containsExactly(""))
        #expect(!"aab".containsExactly("ab ") && "aaab".containsExactly("aab"))
        #expect("idcid\u{301}".replacingExactly("id", with: "-") == "-c-\u{301}")
    }

    @Test func keysOfObjectsStayApart() throws {
        let gains: [ExactText: Int] = [ExactText(composed): 1, ExactText(decomposed): 2]
        // Foundation's coders make one of the two.
        let row = try JSONParser.parse(row: #"{"caf\u00e9":1,"cafe\u0301":2}"#).value
        #expect(try RowDecoder.decode([ExactText: Int].self, from: row) == gains)
    }
}

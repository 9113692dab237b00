import Foundation
import Numbers
import TestSupport
import Testing

@Suite struct PorterStemmerTests {
    @Test("every word of the fixture has NLTK's stem")
    func fixture() throws {
        let lines = String(decoding: try Fixture.data("haystacks/stems.txt"), as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.count > 2000)
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            let stem = PorterStemmer.stem(String(parts[0]))
            #expect(stem == parts[1], "\(parts[0])")
        }
    }

    @Test(
        "short words stay, a stem may become empty-handed but never traps",
        arguments: ["", "a", "as"])
    func short(word: String) { #expect(PorterStemmer.stem(word) == word) }
}

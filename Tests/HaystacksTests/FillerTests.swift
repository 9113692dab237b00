import Foundation
import Haystacks
import Numbers
import Storage
import TestSupport
import Testing

@Suite struct FillerTests {
    @Test("sentences end at stops before white space, at wide stops and at blank lines")
    func splitting() {
        let text = "One two. \"Three?\" Four\n\nFive 3.5 and 六。七！ End"
        let sentences = SentenceSplitter.split(text)
        #expect(
            sentences.map(\.text) == [
                "One two.", "\"Three?\"", "Four", "Five 3.5 and 六。", "七！", "End",
            ])
        #expect(sentences.map(\.separator) == ["", " ", " ", "\n\n", "", " "])
    }

    @Test("no character is lost but the white space at the end")
    func lossless() {
        var stream = SeededGenerator(seed: 5)
        let alphabet = Array("aé. !?\n\"”)。」 \t…z")
        for _ in 0..<500 {
            let text = String((0..<stream.below(40)).map { _ in stream.pick(alphabet) })
            let sentences = SentenceSplitter.split(text)
            let joined = sentences.map { $0.separator + $0.text }.joined()
            #expect(text.hasPrefix(joined))
            #expect(text.dropFirst(joined.count).allSatisfy { $0.isWhitespace })
            #expect(sentences.allSatisfy { !$0.text.isEmpty })
        }
    }

    @Test("a folder is read in the order of its names; other files are left alone")
    func folder() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("Second.", to: folder.file("b.txt"))
        try AtomicFile.write("First.", to: folder.file("a.md"))
        try AtomicFile.write("Ignored.", to: folder.file("c.json"))
        let filler = try Filler(contentsOf: folder.url)
        #expect(filler.sentences.map(\.text) == ["First.", "Second."])
        #expect(try Filler(contentsOf: folder.file("b.txt")).sentences.count == 1)
    }

    @Test("missing, empty and binary sources are refused in a sentence")
    func refusals() throws {
        let folder = try TemporaryFolder()
        #expect(throws: UsageError.self) { try Filler(contentsOf: folder.url) }
        #expect(throws: UsageError.self) { try Filler(contentsOf: folder.file("none.txt")) }
        try AtomicFile.write(" \n ", to: folder.file("a.txt"))
        let error = #expect(throws: UsageError.self) { try Filler(contentsOf: folder.url) }
        #expect(error?.description.contains("is empty") == true)
        try AtomicFile.write(Data([0xff, 0xfe, 0x00]), to: folder.file("b.txt"))
        #expect(throws: DataError.self) { try Filler(contentsOf: folder.file("b.txt")) }
    }

    @Test("generated prose is reproducible, varied and leaves no slot open")
    func generated() throws {
        let filler = try Filler.builtIn(tokens: 8000)
        #expect(filler == (try Filler.builtIn(tokens: 8000)))
        #expect(filler != (try Filler.builtIn(tokens: 8000, seed: 1)))
        #expect(filler.sentences.count >= 1000)
        #expect(Set(filler.sentences.map(\.text)).count > 900)
        #expect(!filler.sentences.contains { $0.text.contains("{") || $0.text.contains("  ") })
        #expect(filler.sentences.allSatisfy { $0.text.last == "." || $0.text.last == "?" })
    }
}

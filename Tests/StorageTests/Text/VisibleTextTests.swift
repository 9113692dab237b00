import Foundation
import Storage
import TestSupport
import Testing

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("plain, ünïcode 日本 👩‍👩‍👧", "plain, ünïcode 日本 👩‍👩‍👧"),
        ("\u{1b}[31mred\u{7}", #"\u{1b}[31mred\u{7}"#), ("a\u{0}b\u{7f}", #"a\u{0}b\u{7f}"#),
        ("\u{9b}2J\u{85}", #"\u{9b}2J\u{85}"#),
        (
            "\u{202e}abc\u{2066}d\u{2069}\u{200f}\u{61c}",
            #"\u{202e}abc\u{2066}d\u{2069}\u{200f}\u{61c}"#
        ),
        ("a\u{2028}b", #"a\u{2028}b"#), ("a\r\u{301}b", #"a\r\#u{301}b"#),
    ])
    func controlsAreShown(_ text: String, _ shown: String) {
        #expect(Array(VisibleText.line(text).utf8) == Array(shown.utf8))
        #expect(Array(VisibleText.text(text).utf8) == Array(shown.utf8))
    }

    @Test func lineBreaksStayInTextAlone() {
        #expect(VisibleText.text("a\n\tb\r") == "a\n\tb\\r")
        #expect(VisibleText.line("a\n\tb\r\n") == "a\\n\\tb\\r\\n")
    }

    @Test func whatIsNoFileIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: UsageError.self) { try RegularFile.check(folder.url) }
        try AtomicFile.write("x", to: folder.file("x"))
        try RegularFile.check(folder.file("x"))
        // What is missing is for the reader to say.
        try RegularFile.check(folder.file("missing"))
        #expect(throws: UsageError.self) {
            _ = try AtomicFile.read(URL(fileURLWithPath: "/dev/null"))
        }
    }
}

import RunReports
import Testing

@Suite struct MarkupTests {
    @Test func elementsAndText() {
        let piece = tag("span", ["class": "a\"b", "title": "x\ny"]) {
            "5 < 6 & 7"
            tag("br")
            tag("b")
        }
        #expect(
            piece.text
                == "<span class=\"a&quot;b\" title=\"x&#10;y\">5 &lt; 6 &amp; 7<br/><b></b></span>")
    }

    @Test(arguments: [
        ("a\u{0}b", "a␀b"), ("\u{1B}[0m", "␛[0m"), ("\u{7F}\u{9B}", "␡\u{FFFD}"),
        ("a\r\nb\rc\n\nd", "a\nb\nc\n\nd"), ("]]>", "]]&gt;"), ("\u{FFFF}", "\u{FFFD}"),
    ])
    func escapes(text: String, expected: String) { #expect(Escaping.text(text) == expected) }

    @Test(arguments: [
        (1.0, "1"), (1.005, "1"), (12.346, "12.35"), (-0.001, "0"), (0.5, "0.5"), (.nan, "0"),
    ])
    func coordinates(value: Double, text: String) { #expect(NumberText.coordinate(value) == text) }

    @Test(arguments: [
        (0.0, "0"), (0.6931, "0.693"), (0.0123, "0.0123"), (12.345, "12.35"), (123.45, "123.5"),
        (3e-4, "3e−4"), (-1.25, "−1.25"), (250_000, "2.5e5"), (.infinity, "inf"),
    ])
    func shortNumbers(value: Double, text: String) { #expect(NumberText.short(value) == text) }

    @Test(arguments: [
        (512, "512"), (8192, "8192"), (16384, "16K"), (131_072, "128K"), (12500, "12.5k"),
        (50000, "50k"),
    ])
    func lengths(tokens: Int, text: String) { #expect(NumberText.length(tokens) == text) }
}

import RunReports
import Testing

@Suite struct HeadMapTextTests {
    let scores = FigureTests.scores([[0, 0.1, 0.9], [0.45, 0, 0.75]])

    @Test("the last layer on top, cells darker with the score, two columns wide")
    func plain() {
        #expect(
            HeadMapText.render(scores, colour: false) == """
                   head 0
                layer 1 ++  %%|
                layer 0   ::@@|
                score 0 .:-=+*#%@ 0.900

                """)
    }

    @Test("one column a head when the terminal is narrow; every eighth head is numbered")
    func narrow() {
        let wide = FigureTests.scores([Array(repeating: 0.5, count: 20)])
        let lines = HeadMapText.render(wide, colour: false, width: 40).split(separator: "\n")
        #expect(lines[0] == "   head 0       8       16")
        #expect(lines[1] == "layer 0 " + String(repeating: "@", count: 20) + "|")
        let all = HeadMapText.render(wide, colour: false, width: 48).split(separator: "\n")
        #expect(all[1] == "layer 0 " + String(repeating: "@", count: 40) + "|")
    }

    @Test("colours are reset at the end of every line")
    func colour() {
        let lines = HeadMapText.render(scores, colour: true).split(separator: "\n")
        #expect(
            lines[1] == "layer 1 \u{1B}[48;5;162m  \u{1B}[48;5;235m  \u{1B}[48;5;209m  \u{1B}[0m")
        #expect(lines[3].hasSuffix("\u{1B}[0m 0.900"))
    }

    @Test("no score at all is said, not drawn")
    func nothing() {
        let text = HeadMapText.render(FigureTests.scores([[0, 0]]), colour: false)
        #expect(text.hasSuffix("every head scores 0\n"))
    }
}

import RunReports
import Testing

@Suite struct TerminalChartTests {
    @Test func aFallingLineByHand() {
        // Two letters of two by four dots, on two lines: 4 dots across, 8 down. From the dot at the
        // upper left to the one at the lower right, 7 steps down and 3 across:
        // rows 0 to 7 are in columns 0 0 1 1 2 2 3 3.
        let lines = TerminalChart("loss", [(1, 1.0), (8, 0.0)]).lines(columns: 2, rows: 2)
        // Upper left letter: dots 1, 2 (left column), then 6, 8 (right column, third and fourth row).
        let upper = UnicodeScalar(0x2800 + 0x01 + 0x02 + 0x20 + 0x80)!
        let lower = upper
        #expect(lines[0] == "loss")
        #expect(lines[1] == "  1.000 \(upper)\u{2800}")
        #expect(lines[2] == "  0.000 \u{2800}\(lower)")
        #expect(lines[3] == "        1 8")
    }

    @Test func aFlatCurveLiesOnTheGround() {
        let lines = TerminalChart("margin", [(1, 0.5), (2, 0.5)]).lines(columns: 1, rows: 2)
        // The lowest dots of both columns: 7 and 8.
        #expect(lines[1] == "  0.500 \u{2800}")
        #expect(lines[2] == "  0.500 \(UnicodeScalar(0x2800 + 0x40 + 0x80)!)")
    }

    @Test func onePointIsNoCurve() {
        #expect(TerminalChart("loss", [(1, 1)]).lines(columns: 9, rows: 4).isEmpty)
        #expect(TerminalChart("loss", [(1, 1), (2, .nan)]).lines(columns: 9, rows: 4).isEmpty)
    }
}

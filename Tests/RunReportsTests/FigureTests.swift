import Artifacts
import RunReports
import Testing

@Suite struct FigureTests {
    static func scores(_ values: [[Double]]) -> HeadScores {
        var heads: [HeadID: [Double]] = [:]
        for (layer, row) in values.enumerated() {
            for (head, value) in row.enumerated() {
                heads[HeadID(layer: layer, head: head)] = [value]
            }
        }
        return HeadScores(
            model: nil, mode: "default", layers: values.count, heads: values[0].count, attempts: 1,
            values: heads)
    }

    @Test func scalesAreLinearAndClamped() {
        let scale = AxisScale(0...10, from: 100, to: 0)
        #expect(scale(0) == 100 && scale(2.5) == 75 && scale(10) == 0)
        #expect(scale(-3) == 100 && scale(99) == 0 && scale(.nan) == 100)
        #expect(
            AxisScale(0...1, from: 0, to: 1).ticks(about: 4) == [
                0, 0.2, 0.4, 0.6000000000000001, 0.8, 1,
            ])
        #expect(AxisScale(0...1, from: 0, to: 1).ticks(about: 4)[0].sign == .plus)
        #expect(AxisScale(3...47, from: 0, to: 1).ticks(about: 4) == [10, 20, 30, 40])
        // 0.56 in about four steps is steps of 0.1.
        let round = AxisScale.around([0.13, 0.69])
        #expect(abs(round.lowerBound - 0.1) < 1e-9 && abs(round.upperBound - 0.7) < 1e-9)
        #expect(AxisScale.around([2, 2]) == 1...3)
        #expect(AxisScale.around([]) == 0...1)
    }

    @Test func headMapCells() throws {
        let figure = HeadMapFigure(
            Self.scores([[0, 0.1], [0.62, 0.35]]), selected: [HeadID(layer: 1, head: 0)])
        // Two heads in 302 pixels: cells have their largest size, 30. The last layer is on top.
        #expect(figure.scaleEnd == 0.7)
        let page = ParsedPage(figure.markup().text)
        let cells = page.all("rect").filter { $0.text.hasPrefix("layer") }
        #expect(
            cells.map(\.text) == [
                "layer 0, head 0: 0", "layer 0, head 1: 0.1", "layer 1, head 0: 0.62, silenced",
                "layer 1, head 1: 0.35",
            ])
        #expect(cells.map { $0.number("x") } == [34, 64, 34, 64])
        #expect(cells.map { $0.number("y") } == [36, 36, 6, 6])
        // 0.1 of 0.7 is step 2.86 of 20, 0.62 is 17.7, 0.35 is half.
        #expect(cells.map { $0.attributes["class"] } == ["v0", "v3", "v18", "v10"])
        let outline = try #require(page.all("rect", class: "outline").first)
        #expect(outline.number("x") == 34 && outline.number("y") == 6)
    }

    @Test func rankMarks() {
        // 0.1 is a decade below 1: the axis runs from 0 to -1 with a gap of 0.35 for zeros.
        let figure = RankFigure(
            Self.scores([[1, 0, 0.1, 0]]), selected: [HeadID(layer: 0, head: 0)],
            intervals: [HeadID(layer: 0, head: 0): 0.1...1], threshold: nil)
        let (top, bottom) = (10.0, 250.0 - 38)
        #expect(figure.height(1) == top)
        #expect(abs(figure.height(0.1) - (top + (bottom - top) / 1.35)) < 1e-9)
        #expect(figure.height(0) == bottom)
        #expect(figure.cut == 1)
        let page = ParsedPage(figure.markup().text)
        // 4 ranks over 44 to 330: the first band's middle is 44 + 286 / 8.
        #expect(page.all("circle").map { $0.number("cx") } == [79.75, 151.25, 222.75, 294.25])
        #expect(page.all("circle").map { $0.number("cy") } == [10, 159.63, 212, 212])
        let whisker = page.all("line", class: "whisker")
        #expect(
            whisker.map { $0.number("y1") } == [159.63] && whisker.map { $0.number("y2") } == [10])
        #expect(page.all("text", class: "accent").map(\.text) == ["1 silenced"])
    }

    @Test func manyRanksAreLogarithmic() {
        let figure = RankFigure(
            Self.scores([(1...1000).map { 1 / Double($0) }]), selected: [], intervals: [:],
            threshold: nil)
        // Ranks 0.5 to 1000.5 over 44 to 330: rank 1 lies log 2 of log 2001 along.
        #expect(abs(figure.across(1) - (44 + 286 * 0.693147 / 7.601402)) < 1e-3)
        // Equal factors are equal distances.
        let (a, b, c) = (figure.across(1), figure.across(10), figure.across(100))
        #expect(abs((b - a) - (c - b)) < 1e-9)
    }

    @Test func aRandomSelectionHasNoLine() {
        let figure = RankFigure(
            Self.scores([[0.5, 0.4, 0.3]]), selected: [HeadID(layer: 0, head: 2)], intervals: [:],
            threshold: 0.4)
        #expect(figure.cut == nil)
        let page = ParsedPage(figure.markup().text)
        // The only line is the threshold's.
        #expect(page.all("line", class: "cut").count == 1)
        #expect(page.all("text", class: "accent end").map(\.text) == ["threshold 0.4"])
    }

    @Test func allZeroScores() {
        let zero = Self.scores([[0, 0], [0, 0]])
        for markup in [
            HeadMapFigure(zero, selected: []).markup(),
            RankFigure(zero, selected: [], intervals: [:], threshold: nil).markup(),
        ] {
            #expect(ParsedPage(markup.text).problem == nil)
        }
        #expect(HeadMapFigure(zero, selected: []).scaleEnd == 0.1)
    }

    @Test func needleCells() {
        func trial(_ length: Int, _ depth: Double, _ recall: Double) -> NeedleTrial {
            NeedleTrial(
                index: 0, needle: 0, length: length, depth: depth, promptTokens: length, span: nil,
                response: "", recall: recall, success: recall > 0.5, scores: [])
        }
        let figure = NeedleFigure([
            trial(64, 0, 1), trial(64, 0, 0.5), trial(64, 0, 0), trial(64, 0, 0.9),
            trial(128, 100, 1),
        ])
        let cell = figure.cells[.init(length: 64, depth: 0)]
        #expect(cell?.attempts == 4 && cell?.successes == 2)
        #expect(abs((cell?.meanRecall ?? 0) - 0.6) < 1e-12)
        let page = ParsedPage(figure.markup(.success).text)
        // Places that were not probed stay empty; half is the middle step, all is the last.
        #expect(page.all("rect").map { $0.attributes["class"] } == ["v10", "v20"])
        // Two columns in 284 pixels, rows of 34.
        #expect(page.all("rect").map { $0.number("x") } == [52, 194])
        #expect(page.all("rect").map { $0.number("y") } == [6, 40])
        #expect(page.all("text", class: "mid t10").map(\.text) == ["2/4"])
        #expect(
            ParsedPage(figure.markup(.recall).text).all("text", class: "mid t12").map(\.text) == [
                "60%"
            ])
    }

    @Test func curvePoints() {
        let figure = CurveFigure(
            "Loss", [.init("loss", [(1, 0.6), (3, .nan), (11, 0.2)])], includes: [0])
        // Steps 1 to 11 over 50 to 330; values 0 to 0.6 over 144 to 10.
        let page = ParsedPage(figure.markup().text)
        let path = page.all("path").first?.attributes["d"]
        #expect(path == "M50 10L330 99.33")
    }

    @Test func longCurvesKeepTheirSpikes() {
        var points = (0..<5000).map { (step: $0, value: 0.0) }
        points[1234].value = 9
        points[4321].value = -9
        let thinned = CurveFigure.thinned(points)
        #expect(thinned.count <= 600)
        #expect(thinned.contains { $0.step == 1234 } && thinned.contains { $0.step == 4321 })
        #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.step < $1.step })
    }

    @Test func intervalMarks() {
        func row(_ model: String, _ length: Int, _ mean: Double) -> EvaluationRow {
            EvaluationRow(
                model: model, category: "c", length: length, metric: "EM", mean: mean,
                low: mean - 0.25, high: mean + 0.25, n: 4)
        }
        let figure = IntervalFigure(
            [row("base", 64, 0.5), row("RetMask", 64, 0.75), row("base", 128, 0.25)],
            models: ["base", "RetMask"])
        // Two bands of 145 from 40; the marks stand 0.2 bands apart around the middle.
        #expect(abs(figure.across("base", 64) - (40 + 145 * 0.4)) < 1e-9)
        #expect(abs(figure.across("RetMask", 64) - (40 + 145 * 0.6)) < 1e-9)
        let page = ParsedPage(figure.markup().text)
        // 0 to 1 over 154 to 10; base is a circle, the second model a diamond.
        #expect(page.all("circle").map { $0.number("cx") } == [98, 243])
        #expect(page.all("circle").map { $0.number("cy") } == [82, 118])
        #expect(
            page.all("polygon").map { $0.attributes["points"] } == [
                "127,40.8 132.2,46 127,51.2 121.8,46"
            ])
        #expect(page.all("line", class: "whisker").map { $0.number("y2") } == [46, 82, 10])
    }

    @Test(arguments: [false, true])
    func everyStepCanBeReadAndTold(dark: Bool) {
        let colours = (0..<ScoreColours.levels).map { ScoreColours.colour(level: $0, dark: dark) }
        for (level, colour) in colours.enumerated() {
            let ink = ScoreColours.ink(level: level, dark: dark) == "#000000" ? 0.0 : 1.0
            let (high, low) = (max(ink, colour.luminance), min(ink, colour.luminance))
            #expect((high + 0.05) / (low + 0.05) >= 4.5)
        }
        // Lightness alone orders the steps.
        let light = colours.map(\.luminance)
        #expect(zip(light, light.dropFirst()).allSatisfy { dark ? $0 < $1 : $0 > $1 })
    }

    @Test(arguments: [
        (0.0, 0), (0.024, 0), (0.026, 1), (0.5, 10), (1, 20), (7, 20), (-1, 0), (.nan, 0),
    ])
    func levels(share: Double, level: Int) { #expect(ScoreColours.level(share) == level) }
}

import RunReports
import Storage
import Testing

/// What a bar wrote, under a clock that the test sets.
final class Screen {
    var now = 100.0
    var text = ""
    func bar(interactive: Bool, colour: Bool = false, width: Int = 100) -> ProgressBar {
        ProgressBar(
            terminal: Terminal(isInteractive: interactive, hasColour: colour, width: width) {
                self.text += $0
            }, clock: { self.now })
    }
}

@Suite struct ProgressBarTests {
    @Test func drawsOneLineInPlace() {
        let screen = Screen()
        let bar = screen.bar(interactive: true)
        bar.update(ProgressReport(label: "probing", done: 0, total: 40))
        screen.now += 5
        bar.update(ProgressReport(label: "probing", done: 10, total: 40, detail: "success 61%"))
        bar.finish()
        let lines = screen.text.split(separator: "\r")
        // 10 in 5 s is 2/s; the 30 left take 15 s. A quarter of 28 columns is 7 full ones.
        let full = String(repeating: "━", count: 7) + String(repeating: "─", count: 21)
        #expect(
            lines.last
                == "probing  \(full)  10/40   25%  2.0/s  0:05  0:15 left  success 61%\u{1B}[K\n")
        #expect(screen.text.filter { $0 == "\n" }.count == 1)
    }

    @Test func resumedWorkDoesNotCountAsSpeed() {
        let screen = Screen()
        let bar = screen.bar(interactive: false)
        bar.update(ProgressReport(label: "sampling", done: 900, total: 1000, resumed: 900))
        screen.now += 20
        bar.update(ProgressReport(label: "sampling", done: 910, total: 1000, resumed: 900))
        // 10 units in 20 s; 90 left at half a unit a second take 180 s. Counting the 900 would say 2 s.
        #expect(
            screen.text
                == "sampling 910/1000 (91%), 2.0 s each, 0:20 elapsed, about 3:00 left, 900 done before\n"
        )
    }

    @Test func aLogGetsALineEveryTenSecondsAndTheLast() {
        let screen = Screen()
        let bar = screen.bar(interactive: false)
        for done in 0...25 {
            bar.update(ProgressReport(label: "training", done: done, total: 25))
            screen.now += 1
        }
        bar.update(ProgressReport(label: "training", done: 25, total: 25))
        bar.finish()
        let done = screen.text.split(separator: "\n").compactMap {
            $0.split(separator: " ").dropFirst().first
        }
        #expect(done == ["10/25", "20/25", "25/25"])
        #expect(!screen.text.contains("\r") && !screen.text.contains("\u{1B}"))
    }

    /// Nine lines in two minutes, then one every half minute, after 20 minutes one a minute.
    @Test func aLongJobWritesFewerLines() {
        let screen = Screen()
        let bar = screen.bar(interactive: false)
        for done in 0...3600 {
            bar.update(ProgressReport(label: "training", done: done, total: 10_000))
            screen.now += 1
        }
        // 10, 20, … 110; then 140, 170, … 1190; then 1250, 1310, … 3590.
        #expect(screen.text.count { $0 == "\n" } == 11 + 36 + 40)
    }

    /// Answers under way and their tokens, a part and a time left that the job itself knows.
    @Test func drawsWhatAJobKnows() {
        let screen = Screen()
        let bar = screen.bar(interactive: true, width: 140)
        var report = ProgressReport(label: "sampling pairs", done: 0, total: 260)
        report.underWay = 32
        report.tokensPerSecond = 310.4
        report.estimate = ProgressEstimate(fraction: 0.25, secondsLeft: 960.2, elapsed: 320)
        bar.update(report)
        let full = String(repeating: "━", count: 7) + String(repeating: "─", count: 21)
        #expect(
            screen.text
                == "\rsampling pairs  \(full)    0/260   25%  32 under way  310 tokens/s  5:20  16:00 left\u{1B}[K"
        )

        let log = Screen()
        let lines = log.bar(interactive: false)
        report.estimate?.isAtMost = true
        lines.update(report)
        log.now += 30
        lines.update(report)
        #expect(
            log.text
                == "sampling pairs 0/260 (25%), 32 under way, 310 tokens/s, 5:20 elapsed, at most 16:00 left\n"
        )
    }

    /// One activity of several has ended; and a job that is not done has a time left.
    @Test func theEndOfAnActivityIsNotThatOfTheJob() {
        let screen = Screen()
        let bar = screen.bar(interactive: false)
        var report = ProgressReport(label: "reference", done: 60, total: 60)
        report.estimate = ProgressEstimate(fraction: 0.15, secondsLeft: 0.2, elapsed: 30)
        bar.update(report)
        #expect(screen.text == "reference 60/60 (15%), 0:30 elapsed, about 0:01 left\n")
    }

    @Test func redrawsAtMostTenTimesASecond() {
        let screen = Screen()
        let bar = screen.bar(interactive: true)
        for done in 0...100 {
            bar.update(ProgressReport(label: "work", done: done, total: 1000))
            screen.now += 0.03125
        }
        // One drawing every four updates of 1/32 s (0.125 s is the first time past 0.1 s): 0, 4, … 100.
        #expect(screen.text.filter { $0 == "\r" }.count == 26)
    }

    @Test func aNewLabelStartsALineAndAClock() {
        let screen = Screen()
        let bar = screen.bar(interactive: true)
        bar.update(ProgressReport(label: "one", done: 5, total: 5))
        screen.now += 60
        bar.update(ProgressReport(label: "two", done: 0, total: 5))
        bar.finish()
        #expect(screen.text.contains("\n\rtwo"))
        #expect(screen.text.contains("0:00\u{1B}[K\n"))
    }

    @Test(arguments: [1, 10, 30, 44, 60, 80, 200])
    func neverWraps(width: Int) {
        let screen = Screen()
        let bar = screen.bar(interactive: true, width: width)
        bar.update(ProgressReport(label: "probing", done: 0, total: 12345))
        screen.now += 4000
        bar.update(ProgressReport(label: "probing", done: 77, total: 12345, detail: "loss 0.6123"))
        for line in screen.text.replacing("\u{1B}[K", with: "").split(separator: "\r") {
            #expect(line.count <= max(0, width - 1))
        }
    }

    @Test func coloursOnlyWhereAsked() {
        let screen = Screen()
        screen.bar(interactive: true, colour: true)
            .update(ProgressReport(label: "a", done: 1, total: 2))
        #expect(screen.text.contains("\u{1B}[36m"))
    }

    @Test(
        arguments: [
            (true, [:], true, true), (true, ["NO_COLOR": "1"], true, false),
            (true, ["NO_COLOR": ""], true, true), (true, ["TERM": "dumb"], false, false),
            (false, ["TERM": "xterm"], false, false),
        ] as [(Bool, [String: String], Bool, Bool)])
    func abilities(isTTY: Bool, environment: [String: String], interactive: Bool, colour: Bool) {
        let found = Terminal.abilities(isTTY: isTTY, environment: environment)
        #expect(found.isInteractive == interactive)
        #expect(found.hasColour == colour)
    }

    @Test(arguments: [
        (0.0, "0:00", "0.0 s"), (59.4, "0:59", "59.4 s"), (59.97, "1:00", "1 min 00 s"),
        (754, "12:34", "12 min 34 s"), (3723, "1:02:03", "1 h 02 min"),
    ])
    func durations(seconds: Double, clock: String, words: String) {
        #expect(DurationText.clock(seconds) == clock)
        #expect(DurationText.words(seconds) == words)
    }
}

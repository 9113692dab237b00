import Artifacts
import Foundation
import TestSupport
import Testing

@testable import Optimization

@Suite struct EventFileTests {
    /// The rows of `make_events.py`.
    let rows = [
        TrainingStep(
            step: 1, epoch: 0.5, loss: 0.693147, gradNorm: 3.25, learningRate: 5e-7,
            metrics: ["rewards/margins": 0]),
        TrainingStep(
            step: 300, epoch: 1, loss: 0.25, gradNorm: 1e-3, learningRate: 0,
            metrics: ["rewards/margins": 12, "eval_loss": 0.5, "eval_rewards/margins": -1.5]),
    ]

    func open(_ folder: TemporaryFolder, _ rows: [TrainingStep] = [], at time: Double = 7) throws
        -> EventFile
    {
        try EventFile(folder.file("runs"), rows: rows, now: { time })
    }

    @Test func equalsTensorBoard() throws {
        let folder = try TemporaryFolder()
        let file = try open(folder, at: 1_764_086_400.25)
        for row in rows { try file.append(row) }
        #expect(file.url.lastPathComponent == "events.out.tfevents.1764086400.retmask")
        #expect(
            try Data(contentsOf: file.url) == Fixture.data("optimization/events.tfevents"))
    }

    @Test func goesBackWithTheLog() throws {
        let folder = try TemporaryFolder()
        let file = try open(folder)
        try file.append(rows[0])
        let after = try Data(contentsOf: file.url)
        try file.append(rows[1])
        // The second step is done again: its event goes, and the time of the first stays.
        let again = try open(folder, [rows[0]], at: 99)
        #expect(again.url == file.url)
        #expect(try Data(contentsOf: again.url) == after)
    }

    @Test func tornAndMissingEventsAreWritten() throws {
        let folder = try TemporaryFolder()
        let file = try open(folder)
        for row in rows { try file.append(row) }
        let whole = try Data(contentsOf: file.url)
        // Within the last record, within the first, and nothing at all.
        for size in [whole.count - 3, 20, 0] {
            try whole.prefix(size).write(to: file.url)
            #expect(try Data(contentsOf: open(folder, rows).url) == whole)
        }
        let other = try TemporaryFolder()
        #expect(try Data(contentsOf: open(other, rows).url) == whole)
    }

    @Test func recordsAreCountedByTheirFrames() {
        let (one, two) = (TFRecord.framed(Data("one".utf8)), TFRecord.framed(Data()))
        #expect(one.count == 8 + 4 + 3 + 4 && two.count == 16)
        #expect(TFRecord.size(of: 1, in: one + two) == 19)
        #expect(TFRecord.size(of: 2, in: one + two) == 35)
        #expect(TFRecord.size(of: 3, in: one + two) == nil)
        var damaged = one
        damaged[0] = 9
        #expect(TFRecord.size(of: 1, in: damaged) == nil)
    }
}

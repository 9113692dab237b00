import Foundation
import RunReports

/// The stages of a run, what each has to do, and about how long it takes.
///
/// Times are foretold from a short measurement of the model; stages that have ended correct those of their
/// kind that are left.
public final class RunPlan {
    /// One stage.
    public struct Line: Encodable, Sendable {
        /// As in the record: `prefer dpo`.
        public var stage: String
        /// What it has to do, in words.
        public var work: String
        /// Seconds, at most about; nil where there is nothing to compute.
        public var seconds: Double?
        /// Whether all of it is there.
        public var isDone: Bool

        enum CodingKeys: String, CodingKey {
            case stage, work, seconds
            case isDone = "done"
        }
    }

    let steps: [RunStep]
    /// One for each stage, in order.
    public private(set) var lines: [Line]
    /// What the times are based on; nil where nothing is left to do.
    public let basis: String?
    /// Bytes of model folders that are to come, and of the files of a training on the way.
    public let disk: RunDisk
    private let pipeline: RunPipeline
    private let speed: RunSpeed?
    /// Real and foretold seconds of the stages of a kind that this process has done whole.
    private var measured: [String: (real: Double, foretold: Double)] = [:]  // exact: our own names
    /// Stages that were not begun before this process.
    private let fresh: [Bool]

    init(_ pipeline: RunPipeline) throws {
        self.pipeline = pipeline
        steps = RunStep.all(of: pipeline.recipe)
        let amounts = try steps.map { try pipeline.amount($0) }
        let done = steps.map { pipeline.isDone($0) }
        fresh = steps.map { !pipeline.isBegun($0) }
        let open = zip(amounts, done).filter { !$1 && !$0.isEmpty }.map(\.0)
        let longest = open.flatMap { $0.reading.map(\.tokens) }.max()
        speed = try longest.map { try RunSpeed(pipeline.model, longest: Int($0)) }
        basis = speed.map { "\(pipeline.model.name) \($0.words) on this machine" }
        disk = RunDisk(pipeline)
        lines = zip(steps, zip(amounts, done)).map { step, known in
            Line(stage: step.name, work: known.0.words, seconds: nil, isDone: known.1)
        }
        foretell()
    }

    /// Times of what is left, by what is known now.
    private func foretell() {
        for index in steps.indices {
            guard let speed, !lines[index].isDone, let amount = try? pipeline.amount(steps[index]),
                !amount.isEmpty
            else {
                lines[index].seconds = nil
                continue
            }
            lines[index].work = amount.words
            let ratio = measured[steps[index].kind].map { $0.real / max($0.foretold, 1e-9) } ?? 1
            lines[index].seconds = speed.seconds(amount) * ratio
        }
    }

    /// Seconds from a stage to the end.
    func left(from index: Int) -> Double {
        lines[index...].reduce(0) { $0 + ($1.seconds ?? 0) }
    }

    /// Takes in how long a stage took.
    func finished(_ index: Int, seconds: Double) {
        let step = steps[index]
        if fresh[index], !lines[index].isDone, let speed,
            let amount = try? pipeline.amount(step), !amount.isEmpty
        {
            let sum = measured[step.kind] ?? (0, 0)
            measured[step.kind] = (sum.real + seconds, sum.foretold + speed.seconds(amount))
        }
        lines[index].isDone = true
        foretell()
    }

    /// `stage 5 of 14: contrast random-1, 400 prompts …; about 12 min, all that is left about 1 h 10 min`
    func heading(_ index: Int) -> String {
        let line = lines[index]
        var text = "stage \(index + 1) of \(lines.count): \(line.stage)"
        if !line.work.isEmpty { text += ", \(line.work)" }
        if line.isDone { return text + "; done" }
        if let seconds = line.seconds {
            text += "; \(Self.about(seconds))"
            let left = left(from: index)
            if index + 1 < lines.count { text += ", \(Self.about(left)) left in all" }
        }
        return text
    }

    /// The plan as a person reads it.
    public var text: String {
        let stages = "\(lines.count) \(lines.count == 1 ? "stage" : "stages")"
        var heading = "plan: \(stages)"
        if let basis {
            heading +=
                ", \(Self.about(left(from: 0))) if every answer is as long as it may be: \(basis)"
        }
        let table = TextTable(
            columns: [
                .init("", .right), .init("stage"), .init("work"), .init("time", .right),
            ],
            rows: lines.enumerated().map { index, line in
                [
                    "\(index + 1)", line.stage, line.work,
                    line.isDone ? "done" : line.seconds.map(Self.about) ?? "",
                ]
            })
        let rows = table.terminal(ruled: false).split(separator: "\n").dropFirst()
        return ([heading] + rows.map(String.init) + [disk.words].compactMap { $0 })
            .joined(separator: "\n")
    }

    /// Rounded as an estimate deserves: `about 40 s`, `about 12 min`, `about 1 h 10 min`.
    static func about(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "very long" }
        if seconds < 5 { return "a few seconds" }
        if seconds < 90 { return "about \(Int((seconds / 5).rounded()) * 5) s" }
        let minutes = Int((seconds / 60).rounded())
        if minutes < 60 { return "about \(minutes) min" }
        let rounded = Int((Double(minutes) / 5).rounded()) * 5
        return rounded % 60 == 0
            ? "about \(rounded / 60) h" : "about \(rounded / 60) h \(rounded % 60) min"
    }
}

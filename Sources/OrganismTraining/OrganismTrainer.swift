package import Artifacts
package import DecoderModels
package import Foundation
import Optimization
package import Organism
package import Storage
import Torch

/// Pre-trains an organism: a loop that can be killed at any moment and goes on where it was.
///
/// Each step's rows are shared out to threads; their gradients are added in a fixed order, so the
/// same command gives the same weights bit for bit, whether or not it was interrupted.
///
/// ```swift
/// let trainer = OrganismTrainer(model: model, schedule: schedule, identity: ["world": "3"]) { step in
///     try world.batch(step)
/// }
/// try trainer.train(to: folder, source: tokenizerFolder, progress: { print($0.done) })
/// ```
package struct OrganismTrainer {
    /// The model that is trained in place.
    package let model: DecoderModel
    /// Phases and learning rates.
    package let schedule: PhaseSchedule
    /// Optimisers, workers, log and checkpoints.
    package var options = OrganismTrainingOptions()
    /// Further settings that decide the run (world, seed of the model), for telling runs apart.
    package var identity: [String: String]
    /// The rows of a step; equal steps must give equal rows.
    package let batch: (_ step: Int) throws -> TrainingBatch

    /// A trainer; nothing is done before ``train(to:source:restarts:progress:isStopped:)``.
    package init(
        model: DecoderModel, schedule: PhaseSchedule,
        options: OrganismTrainingOptions = OrganismTrainingOptions(),
        identity: [String: String] = [:], batch: @escaping (_ step: Int) throws -> TrainingBatch
    ) {
        self.model = model
        self.schedule = schedule
        self.options = options
        self.identity = identity
        self.batch = batch
    }

    /// Trains to the end of the schedule, or until `isStopped` says so, from the newest checkpoint.
    ///
    /// - Parameters:
    ///   - out: the finished Hugging Face folder, with `training.jsonl`; whole or absent. Until then
    ///     everything stands in `<out>.checkpoints`.
    ///   - source: a folder with config.json and the tokenizer's files, which are copied.
    ///   - restarts: begin again instead of going on.
    ///   - progress: called after each step.
    ///   - isStopped: asked after each step; true writes a checkpoint and returns.
    /// - Returns: the log, and whether the end was reached.
    /// - Throws: `UsageError` for bad options, another run's folder or a loss that is no number;
    ///   whatever `batch` throws.
    @discardableResult
    package func train(
        to out: URL, source: URL, restarts: Bool = false,
        progress: ProgressHandler = { _ in }, isStopped: () -> Bool = { false }
    ) throws -> (rows: [OrganismTrainingRow], isFinished: Bool) {
        try train(
            to: out, restarts: restarts, progress: progress, isStopped: isStopped
        ) { _ in source }
    }

    /// The same with a `source` that is made when it is needed, in the folder that it is given.
    func train(
        to out: URL, restarts: Bool, progress: ProgressHandler,
        isStopped: () -> Bool = { false }, source: (_ work: URL) throws -> URL
    ) throws -> (rows: [OrganismTrainingRow], isFinished: Bool) {
        try options.validate()
        guard schedule.totalSteps > 0 else { throw UsageError("the schedule has no steps.") }
        let work = URL(fileURLWithPath: out.path + ".checkpoints")
        let lock = try record.claim(
            [out, work], out: out, restarts: restarts, isOwn: Self.isOwn)
        defer { lock.release() }
        let logName = "training.jsonl"
        if FileManager.default.fileExists(atPath: out.path) {
            let log = out.appendingPathComponent(logName)
            return (try JSONLines.read(OrganismTrainingRow.self, from: log), true)
        }
        try AtomicFile.createFolder(work)

        let split = try ParameterSplit(model, options)
        let tensors = split.parameters.map(\.tensor)
        for tensor in tensors { try tensor.setRequiresGrad(true) }
        defer { for tensor in tensors { try? tensor.setRequiresGrad(false) } }
        let threads = try Engine.threads()
        try Engine.setThreads(1)
        defer { try? Engine.setThreads(threads) }
        // libtorch keeps the number of threads per thread as well.
        let workers = WorkerThreads(options.workers) {
            try? Engine.setThreads(1)
            Engine.flushDenormals(true)
        }
        let flushed = Engine.flushDenormals(true)
        defer { Engine.flushDenormals(flushed) }

        let checkpoints = TrainingCheckpoints(work)
        let first = try checkpoints.restore(split.parameters, split.optimizers) ?? 0
        let log = try TrainingLog<OrganismTrainingRow>(work.appendingPathComponent(logName)) {
            $0.step <= first
        }
        var tally = OrganismTrainingTally()
        for step in first..<max(first, schedule.totalSteps) {
            let phase = schedule.phase(at: step).phase
            let scale = schedule.rateScale(at: step)
            let start = ContinuousClock.now
            try trainStep(step, phase, scale, split, tensors, workers, &tally)
            tally.seconds += (ContinuousClock.now - start) / .seconds(1)

            let done = step + 1
            let isLast = done == schedule.totalSteps
            let stops = !isLast && isStopped()
            let saves = done % options.checkpointSteps == 0 || stops
            // A row of the log ends at every checkpoint: sums do not outlive a kill.
            if done % options.logSteps == 0 || isLast || saves {
                try log.append(tally.row(step: done, phase: phase.name, rateScale: scale))
                tally = OrganismTrainingTally()
            }
            if saves { try checkpoints.save(step: done, split.parameters, split.optimizers) }
            progress(
                ProgressReport(
                    label: "pre-training", done: done, total: schedule.totalSteps, resumed: first,
                    detail: Self.detail(log.rows.last)))
            if stops { return (log.rows, false) }
        }
        try finish(out, work, try source(work), logName)
        return (log.rows, true)
    }

    /// One step: gradients of all shares, their sum, the update.
    private func trainStep(
        _ step: Int, _ phase: TrainingPhase, _ scale: Double, _ split: ParameterSplit,
        _ tensors: [Tensor], _ workers: WorkerThreads, _ tally: inout OrganismTrainingTally
    ) throws {
        let batch = try batch(step)
        try batch.check(step: step)
        let rows = batch.tokens.count
        let dropout = HeadDropout(
            layers: model.configuration.layers, heads: model.configuration.heads)
        let gates = dropout.gates(seed: options.seed, step: step, most: batch.headDropout)
        let total = batch.totalWeight
        let count = workers.count
        let shares = try workers.map { worker -> BatchShare.Result? in
            let range = rows * worker / count..<rows * (worker + 1) / count
            if range.isEmpty { return nil }
            return try BatchShare(batch: batch, rows: range, gates: gates, totalWeight: total)
                .gradients(model, tensors)
        }.compactMap { $0 }
        let loss = shares.reduce(0) { $0 + $1.loss }
        guard loss.isFinite else {
            throw UsageError(
                "the loss of step \(step + 1) is \(loss); use a lower rate than \(options.rate) and \(options.matrixRate)."
            )
        }
        var gradients = shares[0].gradients
        for share in shares.dropFirst() {
            gradients = try zip(gradients, share.gradients).map { try $0 + $1 }
        }
        let sum = gradients
        _ = try workers.map { try split.step(worker: $0, sum, scale: scale, options) }

        tally.steps += 1
        tally.loss += loss
        tally.answerLoss += shares.reduce(0) { $0 + $1.answerLoss }
        tally.answers += shares.reduce(0) { $0 + $1.answers }
        tally.correct += shares.reduce(0) { $0 + $1.correct }
        tally.tokens += rows * batch.tokens[0].count
    }

    /// Moves the finished folder into place, then removes what was only needed on the way.
    private func finish(_ out: URL, _ work: URL, _ source: URL, _ logName: String) throws {
        let manager = FileManager.default
        let final = work.appendingPathComponent("final")
        if manager.fileExists(atPath: final.path) { try manager.removeItem(at: final) }
        try model.save(final, source: source)
        try AtomicFile.write(
            AtomicFile.read(work.appendingPathComponent(logName)),
            to: final.appendingPathComponent(logName))
        try AtomicFile.createFolder(out.deletingLastPathComponent())
        try FolderStaging.move(final, to: out)
        try? manager.removeItem(at: work)
    }

    /// Whether this training writes a file or folder of that name into one of its folders.
    private static func isOwn(_ name: String) -> Bool {
        let own: Set<String> = ["training.jsonl", "organism.json", "final", "text"]
        return own.contains(name) || ModelFolder.isPart(name)
    }

    /// The settings that must be equal for a run to be continued.
    private var record: JobRecord {
        get throws {
            var settings = identity
            settings["options"] = try Self.text(options)
            settings["schedule"] = try Self.text(schedule)
            settings["model"] = "\(model.configuration)"
            return JobRecord(kind: "organism-training", settings: settings)
        }
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONLines.line(value), as: UTF8.self)
            .trimmingCharacters(in: .newlines)
    }

    private static func detail(_ row: OrganismTrainingRow?) -> String {
        guard let row else { return "" }
        return String(
            format: "%@, loss %.3f, answers %.1f %%, %.0f tokens/s", row.phase, row.loss,
            row.answerAccuracy * 100, row.tokensPerSecond)
    }
}

import Artifacts
import DecoderModels
import Foundation
import Optimization
import Storage

/// The files of a preference training: `<out>.checkpoints` on the way, `<out>` at the end.
struct PreferenceOutput {
    let out: URL
    let work: URL

    init(_ out: URL) {
        self.out = out
        work = URL(fileURLWithPath: out.path + ".checkpoints")
    }

    static let logName = "training.jsonl"
    /// The folder with curves for TensorBoard.
    static let curvesName = "runs"
    /// The folder with the adapters of LoRA, in PEFT's format.
    static let adapterName = "adapter"

    static let stateName = "trainer_state.json"
    /// The finished folder before it is moved.
    private static let finalName = "final"

    var checkpoints: TrainingCheckpoints { TrainingCheckpoints(work) }

    /// Makes the files those of this run, or refuses.
    ///
    /// - Parameter inputs: the model's folder and the files of pairs.
    /// - Returns: the lock on them, to be held as long as they are written.
    func claim(_ report: TrainingReport, inputs: [URL], restarts: Bool) throws -> OutputLock {
        var settings = ["model": report.model, "pairs": report.pairs]
        settings["evaluation pairs"] = report.validationPairs
        settings["captured reference"] = report.captured
        settings["captured reference of the evaluation pairs"] = report.capturedValidation
        // Each option by its name, so that a refusal says which one differs.
        let options = try JSONSerialization.jsonObject(with: JSONLines.line(report.options))
        for (name, value) in options as? [String: Any] ?? [:] { settings[name] = "\(value)" }
        settings["trained"] = nil
        settings["trained part"] = "\(report.options.trained)"
        let lock = try JobRecord(kind: "preference-training", settings: settings)
            .claim(
                [out, work], out: out, inputs: inputs, mark: TrainingReport.fileName,
                restarts: restarts, isOwn: Self.isOwn)
        if !FileManager.default.fileExists(atPath: out.path) { try AtomicFile.createFolder(work) }
        return lock
    }

    static func isOwn(_ name: String) -> Bool {
        let own: Set<String> = [
            logName, curvesName, adapterName, stateName, TrainingReport.fileName, finalName,
        ]
        return own.contains(name) || ModelFolder.isPart(name)
    }

    /// The report, when training is at its end.
    func finished() throws -> TrainingReport? {
        guard FileManager.default.fileExists(atPath: out.path) else { return nil }
        let report = try AtomicFile.read(
            json: TrainingReport.self, from: out.appendingPathComponent(TrainingReport.fileName))
        // A kill right after the folder was moved into place left the checkpoints.
        try? FileManager.default.removeItem(at: work)
        return report
    }

    /// The log with the rows up to a checkpoint.
    func log(through step: Int) throws -> TrainingLog<TrainingStep> {
        try TrainingLog(work.appendingPathComponent(Self.logName)) { $0.step <= step }
    }

    /// The same rows as curves.
    func curves(_ rows: [TrainingStep]) throws -> EventFile {
        try EventFile(work.appendingPathComponent(Self.curvesName), rows: rows)
    }

    /// Writes the finished folder under another name, moves it into place, and removes the rest.
    func finish(
        _ report: TrainingReport, _ trained: TrainableModel, _ source: URL, _ rows: [TrainingStep],
        plan: TrainingPlan
    ) throws {
        let manager = FileManager.default
        let final = work.appendingPathComponent(Self.finalName)
        if manager.fileExists(atPath: final.path) { try manager.removeItem(at: final) }
        try trained.merged().save(final, source: source)
        if let adapters = trained.adapters {
            let folder = final.appendingPathComponent(Self.adapterName)
            try AtomicFile.createFolder(folder)
            try adapters.write(to: folder, base: source.path)
        }
        try JSONLines.write(rows, to: final.appendingPathComponent(Self.logName))
        try AtomicFile.write(
            json: TrainerState(
                rows, report, steps: plan.order.steps, evaluationSteps: plan.evaluationSteps),
            to: final.appendingPathComponent(Self.stateName))
        try manager.copyItem(
            at: work.appendingPathComponent(Self.curvesName),
            to: final.appendingPathComponent(Self.curvesName))
        try AtomicFile.write(
            json: report, to: final.appendingPathComponent(TrainingReport.fileName))
        try AtomicFile.createFolder(out.deletingLastPathComponent())
        try FolderStaging.move(final, to: out)
        try? manager.removeItem(at: work)
    }
}

extension TrainerState {
    /// - Parameter steps: those of the whole plan.
    init(_ rows: [TrainingStep], _ report: TrainingReport, steps: Int, evaluationSteps: Int) {
        self.init(
            epoch: rows.last?.epoch ?? 0, globalStep: rows.last?.step ?? 0, maxSteps: steps,
            numTrainEpochs: report.options.schedule.epochs,
            loggingSteps: report.options.schedule.loggingSteps,
            saveSteps: report.options.schedule.checkpointSteps,
            evalSteps: report.validationCount == nil ? 500 : evaluationSteps,
            trainBatchSize: report.options.schedule.microBatchSize, best: report.best,
            logHistory: rows)
    }
}

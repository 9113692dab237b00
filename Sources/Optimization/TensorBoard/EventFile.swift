package import Artifacts
package import Foundation
import Storage

/// The curves of a training run for TensorBoard: `events.out.tfevents.<seconds>.retmask`.
///
/// ```swift
/// let events = try EventFile(folder, rows: log.rows)
/// try events.append(row)
/// ```
/// ```sh
/// tensorboard --logdir <folder>
/// ```
/// One event a row of the log, under the names that transformers' callback gives: `train/loss`,
/// `train/rewards/margins`, `eval/loss`. The times are those of writing, so the bytes of two equal
/// runs differ in them, and in nothing else.
package final class EventFile {
    /// The file itself.
    package let url: URL
    private let now: () -> Double
    private let handle: FileHandle

    /// Opens the file of a folder, or begins one, and makes it say what `rows` say: events of rows
    /// that a kill took back are cut off, and those of rows that it lacks are written.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: `UsageError` when the file cannot be written.
    package init(
        _ folder: URL, rows: [TrainingStep] = [],
        now: @escaping () -> Double = { Date().timeIntervalSince1970 }
    ) throws {
        try AtomicFile.createFolder(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let found = names.filter { $0.hasPrefix(Self.prefix) }.min()
        url = folder.appendingPathComponent(found ?? "\(Self.prefix)\(Int(now())).retmask")
        self.now = now
        let old = found == nil ? Data() : try AtomicFile.read(url)
        let whole = Self.repaired(old, rows, now())
        if whole != old { try AtomicFile.write(whole, to: url) }
        do { handle = try FileHandle(forWritingTo: url) } catch {
            throw UsageError("cannot write \(url.path): \(error.localizedDescription)")
        }
    }

    /// The records of `old` that belong to `rows`, and those that it lacks: the version, and one
    /// event a row.
    private static func repaired(_ old: Data, _ rows: [TrainingStep], _ time: Double) -> Data {
        var (records, size) = (1 + rows.count, TFRecord.size(of: 1 + rows.count, in: old))
        while size == nil {
            records -= 1
            size = TFRecord.size(of: records, in: old)
        }
        var file = Data(old.prefix(size ?? 0))
        if records == 0 { file += TFRecord.framed(ScalarEvent.version(wallTime: time)) }
        for row in rows.dropFirst(max(0, records - 1)) {
            file += TFRecord.framed(event(row, wallTime: time).encoded)
        }
        return file
    }

    static let prefix = "events.out.tfevents."

    /// Adds the event of a row.
    /// - Throws: `UsageError` when it cannot be written.
    package func append(_ row: TrainingStep) throws {
        do {
            try handle.seekToEnd()
            try handle.write(
                contentsOf: TFRecord.framed(Self.event(row, wallTime: now()).encoded))
        } catch {
            throw UsageError("cannot write \(url.path): \(error.localizedDescription)")
        }
    }

    /// Names in alphabetical order, so that equal rows are equal bytes.
    static func event(_ row: TrainingStep, wallTime: Double) -> ScalarEvent {
        var values = row.metrics
        values["epoch"] = row.epoch
        values["loss"] = row.loss
        values["grad_norm"] = row.gradNorm
        values["learning_rate"] = row.learningRate
        let scalars = values.map { name, value in
            let tag =
                name.hasPrefix("eval_") ? "eval/\(name.dropFirst("eval_".count))" : "train/\(name)"
            return (tag: tag, value: value)
        }
        return ScalarEvent(
            wallTime: wallTime, step: row.step, scalars: scalars.sorted { $0.tag < $1.tag })
    }

    deinit { try? handle.close() }
}

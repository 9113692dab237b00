public import Foundation
import Numbers
import Storage
public import Torch

/// The checkpoints of one training run: what it needs to go on after any kill.
///
/// A checkpoint is one file, `step-<n>.safetensors`, written under another name, synced and renamed;
/// the one before is removed only then. So at any moment there is a whole one or none.
///
/// ```swift
/// let checkpoints = TrainingCheckpoints(folder)
/// let first = try checkpoints.restore(model.parameters, optimizers) ?? 0
/// for step in first..<steps {
///     …
///     try checkpoints.save(step: step + 1, model.parameters, optimizers)
/// }
/// ```
public struct TrainingCheckpoints: Sendable {
    /// The folder of the files; made when the first is written.
    public let folder: URL

    /// Checkpoints in a folder, which need not exist yet.
    public init(_ folder: URL) { self.folder = folder }

    /// Steps done in the newest checkpoint; nil when there is none.
    public var latest: Int? { steps.max() }

    /// Writes parameters and optimiser states after `step` steps, then removes older checkpoints.
    ///
    /// - Parameter kept: the step of one that stays beside the newest, such as the best so far.
    /// - Throws: `UsageError` when the file cannot be written; the older checkpoint then stays.
    public func save(
        step: Int, keeping kept: Int? = nil, _ parameters: [NamedTensor],
        _ optimizers: [any Optimizer]
    ) throws {
        var tensors = parameters.map { (name: Self.prefix + $0.name, tensor: $0.tensor) }
        for optimizer in optimizers { tensors += try optimizer.state() }
        try SafeTensorsWriter.write(tensors, metadata: ["step": "\(step)"], to: file(step))
        for old in steps where old != step && old != kept {
            try? FileManager.default.removeItem(at: file(old))
        }
    }

    /// Puts the newest checkpoint into the parameters and optimisers.
    /// - Returns: the steps it had done; nil when there is none, and then nothing is changed.
    /// - Throws: `DataError` naming the file and the tensor that is missing or of another shape.
    public func restore(
        _ parameters: [NamedTensor], _ optimizers: [any Optimizer]
    ) throws -> Int? {
        guard let step = latest else { return nil }
        let saved = try restore(parameters, step: step)
        for optimizer in optimizers { try optimizer.restore { try saved.tensor($0) } }
        return step
    }

    /// Puts the parameters of one checkpoint into `parameters`.
    /// - Throws: as ``restore(_:_:)``, and `UsageError` when there is none of that step.
    @discardableResult
    public func restore(_ parameters: [NamedTensor], step: Int) throws -> SafeTensorsFile {
        let saved = try SafeTensorsFile(file(step))
        try withoutGradients {
            for (name, tensor) in parameters {
                let stored = try saved.tensor(Self.prefix + name)
                guard stored.shape == tensor.shape else {
                    throw DataError(
                        "\(saved.url.path): \(name) has the shape \(stored.shape) but the model's is \(tensor.shape)."
                    )
                }
                try tensor.copy_(stored)
            }
        }
        return saved
    }

    static let prefix = "parameter."

    private func file(_ step: Int) -> URL {
        folder.appendingPathComponent("step-\(step).safetensors")
    }

    private var steps: [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
            return Limits.steps.number(String(name.dropFirst(5).dropLast(12)))
        }
    }
}

/// A JSONL log of a training run that goes back with its checkpoint.
///
/// Rows written after the checkpoint from which a run goes on are taken out, because their steps are
/// done again; so the log of a run that was killed is that of one that was not.
package final class TrainingLog<Row: Codable & Sendable> {
    /// All rows so far, those found included.
    package private(set) var rows: [Row]
    private let appender: JSONLinesAppender<Row>

    /// Opens the log, or begins it, and takes rows out that `keeps` does not keep.
    /// - Parameter keeps: whether a row found in the file is of a step that is not done again.
    /// - Throws: `DataError` when a whole row cannot be read as `Row`.
    package init(_ url: URL, keeps: (Row) -> Bool) throws {
        let found = try JSONLinesAppender<Row>(url).existing
        rows = found.filter(keeps)
        if rows.count < found.count { try JSONLines.write(rows, to: url) }
        appender = try JSONLinesAppender<Row>(url)
    }

    /// Writes a row; it is in the file when this returns.
    /// - Throws: `UsageError` when it cannot be written.
    package func append(_ row: Row) throws {
        try appender.append(row)
        rows.append(row)
    }
}

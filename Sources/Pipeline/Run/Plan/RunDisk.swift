import DecoderModels
import Foundation
import PreferenceTraining
import RetrievalHeads
import Storage

/// The room that a run's model folders take.
public struct RunDisk: Encodable, Sendable {
    /// Model folders that are not there yet.
    public let models: Int
    /// Bytes of one.
    public let modelBytes: Int
    /// Bytes that a training takes on the way, beside its model: two checkpoints with the optimiser's state.
    public let trainingBytes: Int
    /// Bytes that are free; nil where the system does not say.
    public let free: Int?

    /// All of it.
    public var needed: Int { models * modelBytes + trainingBytes }

    init(_ pipeline: RunPipeline) {
        let parameters = pipeline.model.decoder.parameters.reduce(0) {
            $0 + $1.tensor.shape.reduce(1, *)
        }
        let missing = RunStep.all(of: pipeline.recipe).filter { step in
            if case .train = step.work { !pipeline.isDone(step) } else { false }
        }
        models = missing.count
        // Weights are kept as they are held; AdamW's means are float32.
        modelBytes = parameters * pipeline.model.decoder.dtype.size
        let trainsAll = missing.contains { step in
            if case .train(let part, _, _) = step.work {
                part.options.trained == .all && part.trainHeads == nil
            } else {
                false
            }
        }
        let training =
            missing.isEmpty ? 0 : trainsAll ? 2 * (modelBytes + 8 * parameters) : modelBytes
        // A training that was killed has taken some of it already.
        trainingBytes = max(0, training - pipeline.folder.checkpointBytes(pipeline.recipe))
        free = Self.free(pipeline.folder.url)
    }

    /// Of the file system that holds a folder, which need not be there.
    private static func free(_ folder: URL) -> Int? {
        var place = folder.standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place = place.deletingLastPathComponent()
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place.path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }

    /// Nil where no model is to come.
    var words: String? {
        guard models > 0 else { return nil }
        let free = free.map { "; \(Self.size($0)) are free" } ?? ""
        return
            "disk: \(models) model \(models == 1 ? "folder" : "folders") of \(Self.size(modelBytes)), and up to \(Self.size(trainingBytes)) while one is trained\(free)"
    }

    /// `538 MB`, `2.7 GB`
    static func size(_ bytes: Int) -> String {
        let value = Double(bytes)
        return value < 1e9
            ? String(format: "%.0f MB", max(value / 1e6, 1))
            : String(format: "%.1f GB", value / 1e9)
    }
}

extension RunPipeline {
    /// - Throws: `UsageError` where the disk has no room for the models.
    func checkDisk() throws {
        let disk = RunDisk(self)
        guard let free = disk.free, disk.needed > free else { return }
        throw UsageError(
            "\(folder.url.path) needs \(RunDisk.size(disk.needed)) for \(disk.models) model folders of \(RunDisk.size(disk.modelBytes)) and the files of a training, but \(RunDisk.size(free)) are free; give another --out, or train fewer variants."
        )
    }

    /// Whether all that a stage makes is there.
    func isDone(_ step: RunStep) -> Bool {
        switch step.work {
        case .detect(let part): has(folder.scores(part.name))
        case .select(let parts): parts.allSatisfy { has(folder.mask($0.name)) }
        case .ablateCurve(let part): has(folder.curvePage(part.name))
        case .contrast(let part): has(folder.contrast(part.name))
        case .train(let part, let name, _):
            has(folder.model(name, isNamed: !part.name.isEmpty))
        case .evaluate(let part): has(folder.differences(part.name))
        }
    }

    /// Whether an earlier process did a part of it.
    func isBegun(_ step: RunStep) -> Bool {
        let files: [URL] =
            switch step.work {
            case .detect(let part): [HeadDetector.trialsURL(of: folder.scores(part.name))]
            case .select(let parts): parts.map { folder.mask($0.name) }
            case .ablateCurve(let part): [AblationCurve.pointsURL(of: folder.curve(part.name))]
            case .contrast(let part): [JobRecord.place(folder.pairs(part.name))]
            case .train(let part, let name, _):
                [JobRecord.place(folder.model(name, isNamed: !part.name.isEmpty))]
            case .evaluate(let part): [folder.suite(part.name)]
            }
        return files.contains(where: has)
    }
}
